"""The ministry's picture: from identification to remedy and conviction, counted and released."""
