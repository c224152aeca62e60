"""The mechanisms that every room of the platform is declared on, each an app of its own."""
