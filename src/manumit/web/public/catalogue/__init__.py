"""Public pages of lists, rules, worked cases, interventions, sources and forms."""
