"""What was promised or signed, compared with the actual work."""
