"""A lab's results for scripts and pipes: table, JSON, CSV, picture in text, SVG."""
