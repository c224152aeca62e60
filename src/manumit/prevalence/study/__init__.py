"""How often intervals hold the truth, on made populations whose size is known."""
