"""A report to the labour office, and its answer, without an account, a name or a script."""
