"""Anonymous notifications: all that is left of an adult who declines a referral (R-52)."""
