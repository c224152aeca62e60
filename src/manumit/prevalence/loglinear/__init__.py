"""Log-linear models of lists that depend on each other: fitted, chosen, repeated."""
