"""What is owed for work, reckoned for a visitor without an account, and kept nowhere."""
