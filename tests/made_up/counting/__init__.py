"""A lab made up for a test: it counts."""
