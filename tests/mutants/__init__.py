"""Breaks the program in sixty places, one at a time, and asks the tests each time whether they notice."""
