"""Sessions without an account: the visitor's browser keeps all data, encrypted."""
