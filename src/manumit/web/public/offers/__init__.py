"""Is this offer real? A check of the words of an offer, without an account; nothing is stored."""
