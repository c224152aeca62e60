"""Check the offer of a job: what to ask about, by which law, and what was not checked.

Rules are data with their sources; there is no learned model. A flag is a reason to ask, never an
accusation, and an offer without a flag is not a true offer.
"""

from manumit.offers.check import Checked, OfferFlag, Span, Unchecked, Unread, check_text

__all__ = ["Checked", "OfferFlag", "Span", "Unchecked", "Unread", "check_text"]
