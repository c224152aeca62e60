"""Results in the words of one language, and as documents for programs."""
