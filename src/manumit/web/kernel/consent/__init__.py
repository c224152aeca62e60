"""Consent: to what, towards whom, until when, in which words, and when it was taken back."""
