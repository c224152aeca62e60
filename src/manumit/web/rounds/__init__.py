"""Rounds: the same request for pay records to all workplaces of a sector or area.

C81 art. 12(1)(c)(ii). A letter that every workplace gets on a day that was fixed beforehand says
nothing about why one of them got it (C81 art. 15(c), R-30). The room imports no room that holds a
contact, a complaint or a file.
"""
