"""The ledger: who saw, did and was refused what, when and why; nothing of what was in it."""
