"""Proceedings to the verdict, labour penalties, and the public register of sanctions."""
