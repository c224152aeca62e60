"""Claims of the workers whom an inspectorate's order to pay lists, those who left too (R-03, R-40).

The claims themselves are of ``remedies``; here they are opened from an order, and an office sees
those of one order together. The room imports no room that holds a contact, a complaint or a file.
"""
