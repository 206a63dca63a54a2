"""A CSV file as people have it → what there is to learn from it.

Bytes (``source``) become lines, lines become blocks of cells (``blocks``, by the ``dialect`` of the file), cells become
``columns`` of numbers (``numerals``) and words, and these get their ``meaning``. ``reader`` goes this way in slices.
"""
