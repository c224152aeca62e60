"""Pages of claims: thin, one for each thing that is done."""
