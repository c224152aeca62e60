"""Case files from another system's sheet: looked through first, then made, all or none.

What another system had recorded stays with the file as its statement: it is no decision and no
consent here (R-47, R-52).
"""
