"""Several networks that differ in nothing but the learning rate, trained side by side."""
