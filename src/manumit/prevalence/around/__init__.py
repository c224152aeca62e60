"""What surrounds an estimate: matches, referrals, strata, other lists; and other ways to count."""
