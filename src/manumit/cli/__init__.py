"""The command ``manumit``: one module per command, thin over the rooms below."""
