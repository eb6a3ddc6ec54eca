"""Shapes: what a key may hold, read from the annotations of the entities."""
