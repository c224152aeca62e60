"""A visit without an account: what was said stays in the visitor's browser, sealed."""
