"""Pages of the room: thin functions, which get rows through selectors and services alone."""
