"""Safe labels: two neutral words by which the holder of a case file remembers it."""
