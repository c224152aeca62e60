"""May this person see or do this? Roles, grants, relations, verdicts, masks, break-glass."""
