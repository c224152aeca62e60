"""Names of people and firms: what they sound like in five scripts, and what is left out of them."""
