"""The nouns: frozen, no behaviour beyond what their own fields say."""
