"""The annual reports of an inspectorate: C81 art. 21 and C129 art. 27.

The room keeps nothing of its own: each figure is a number of rows of the rooms below, which it
reads, and which know nothing of it.
"""
