"""Schema of visits."""
