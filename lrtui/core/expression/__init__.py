"""Formulas in one variable that a person types, as functions with exact first and second derivatives.

A text goes through these modules: ``lexer`` cuts it into tokens, ``parser`` makes a tree of them, ``jets`` turns the
tree into a ``tape`` of array operations for the value and both derivatives, and ``function`` runs it. ``polynomial``
finds out whether a tree is a quadratic. Lexer, parser and polynomial load no NumPy, so that the command line can refuse
a formula at once. Nothing is ever handed to Python's own parser, so nothing but the names in ``parser`` can be reached.
"""
