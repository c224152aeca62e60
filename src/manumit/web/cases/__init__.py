"""People, from the first sign to an answered referral."""
