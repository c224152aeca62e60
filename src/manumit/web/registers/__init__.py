"""Organisations, workplaces and how organisations stand to each other: nothing of any worker."""
