"""Organisations, workplaces and their relations; nothing about any worker."""
