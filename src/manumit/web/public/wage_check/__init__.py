"""The wage check: calculates unpaid wages for visitors without an account, and stores nothing."""
