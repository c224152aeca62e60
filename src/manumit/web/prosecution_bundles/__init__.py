"""Evidence notes, and bundles for one prosecution with the person's consent (R-34, R-49).

A bundle is made of what is named and nothing is taken out of anything larger, so that nothing that
support services heard is in it.
"""
