"""Every method asked in one way, with what it supposes and how far it hangs on choices."""
