"""A lab's frame to pictures, one module a lab's figure."""
