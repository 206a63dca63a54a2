"""One module a screen: the labs, and what opens over them."""
