"""Whom an office's claims are against: for each debtor how many, how much, and until when.

The claims are of ``remedies``. Names of debtors lie sealed, so that the database groups nothing:
the claims opened last are opened and compared in memory.
"""
