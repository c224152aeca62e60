"""Views of lists that members save for themselves."""
