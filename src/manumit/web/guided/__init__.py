"""The guided path from a file to a referral: recipient, what is shared, answer, sending."""
