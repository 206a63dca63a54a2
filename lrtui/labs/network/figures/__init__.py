"""The figures of the lab: a frame to cells, one module a figure."""
