"""Promised and actual terms of work: what is owed, line by line, each line with its article."""
