"""Finding a learning rate for some data, by either of two methods."""
