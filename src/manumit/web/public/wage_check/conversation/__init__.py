"""Unpaid wages as a conversation: one short question a page, then a range."""
