"""Photographs that an inspector takes at a visit: cleaned, hashed, sealed, and who opened them.

The mechanism is that of the vault. The pictures are of the office of the visit alone; they follow
the visit's key, and end with it.
"""
