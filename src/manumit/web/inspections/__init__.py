"""The inspectorate's own work: visits, violations, orders and the programme.

The room knows nothing of complaints: it imports no room that holds one, and a visit looks the same
whatever caused it (C81 art. 15(c), R-30).
"""
