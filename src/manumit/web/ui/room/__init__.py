"""Lists and search of a room, built from a declaration.

A room declares columns, filters and views as data (:mod:`.declared`); :mod:`.lists` reads the
address, asks the room's policy, and renders one page of rows. :mod:`.search` finds objects of all
rooms that have registered a source.
"""
