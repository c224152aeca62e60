"""The command ``manumit``: one module per command, with no logic beyond options and output."""
