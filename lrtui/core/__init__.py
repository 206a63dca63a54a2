"""The mathematics: objectives, stability, gradient descent. NumPy and the standard library only."""
