"""Words of numbers."""
