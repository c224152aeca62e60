"""The guided interview and its finding, for workers and officers without an account."""
