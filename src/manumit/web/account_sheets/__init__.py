"""Forms in which an account of work, terms or costs is entered, and their calculation."""
