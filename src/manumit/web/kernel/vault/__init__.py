"""Identities and statements, encrypted with a key for each person."""
