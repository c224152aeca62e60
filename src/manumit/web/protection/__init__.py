"""Protection of a person: time to recover and reflect, support, and what support hears."""
