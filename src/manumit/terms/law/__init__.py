"""The laws: rules with their article and source, and the files that hold them."""
