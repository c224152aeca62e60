"""Group cases: one workplace or organisation, and the separate files of several workers.

Nothing in one reaches from one worker to another: a fact about the place becomes evidence of a
person only by the act of a holder of their file.
"""
