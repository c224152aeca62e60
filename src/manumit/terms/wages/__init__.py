"""What is owed for work under a law, from the least to the most that the known facts allow."""
