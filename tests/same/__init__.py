"""Shows that a change of the code keeps what people see: ``python -m tests.same``."""
