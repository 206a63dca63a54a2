"""Gradient descent on a function of one variable, one step at a time."""
