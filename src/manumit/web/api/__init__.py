"""What programs of institutions may ask: a token for one office, with scopes (decision 28)."""
