"""A room of the tests: one model that keeps its history."""
