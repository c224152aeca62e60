"""Referrals between installations that do not trust each other."""
