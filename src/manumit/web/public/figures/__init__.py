"""Figures from many records: an example, and a visitor's own file, for the visit only."""
