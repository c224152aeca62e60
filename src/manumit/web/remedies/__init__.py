"""Claims to wages and fees, from the draft to the money in the worker's hand."""
