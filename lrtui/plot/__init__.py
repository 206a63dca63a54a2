"""Arrays to cells: what a lab's frame looks like. NumPy and the standard library only."""
