"""A room of the tests: one model that is in a process."""
