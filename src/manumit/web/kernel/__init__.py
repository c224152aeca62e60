"""Mechanisms that every app of the platform uses: access, consent, ledger, process, vault."""
