"""An answer in words, pictures and pages."""
