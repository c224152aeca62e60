"""Pages of the room: they ask selectors, send to services, and decide nothing."""
