"""For all tests: examples that are drawn are drawn the same way each time."""

from hypothesis import settings

settings.register_profile("fixed", derandomize=True)
settings.load_profile("fixed")
