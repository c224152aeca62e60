"""Complaints: received without an account, sealed at once, answered whether or not anybody visits.

The source (contact and receipt) is sealed under another key than the content, and is opened only
with a purpose and a second person's approval (C81 art. 15(c), R-30). Inspections import nothing of
this package; what an inspector gets is a briefing that is made of codes.
"""
