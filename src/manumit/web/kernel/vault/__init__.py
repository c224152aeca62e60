"""Who people are, and what they said, sealed with a key for each person."""
