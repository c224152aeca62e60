"""Processes: what may be done to a thing in its state, by whom, and why; one table for each."""
