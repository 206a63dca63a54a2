"""What the quantities of the descent lab are called on its screen."""

_SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")


def iterate_name(step: int) -> str:
    """The name of the iterate of a step, such as ``x₁₂``."""
    return "x" + str(step).translate(_SUBSCRIPTS)
