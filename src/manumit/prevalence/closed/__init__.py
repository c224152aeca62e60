"""Two lists, the classic models of a closed population, and Chao's bound."""
