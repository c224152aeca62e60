"""``manumit start``: a small office on one machine, from eight questions to a verified backup."""
