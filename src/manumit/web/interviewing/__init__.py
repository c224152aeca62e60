"""The guided interview on pages: what is shown, and what a form changes."""
