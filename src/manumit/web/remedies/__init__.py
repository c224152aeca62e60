"""Claims of workers for unpaid wages, fees and damage, and whether the money reached them.

A :class:`~manumit.web.remedies.models.Claim` is drafted with items (heads of claim) and facts,
lodged, and passed on to a body that decides. What is settled or decided is a ``RemedyOrder``; what
somebody says was paid is a ``Payment``. A payment counts only once the worker has confirmed it in
private, which is recorded as a ``PaymentContact``; a worker is asked again 30 days later. A union
or a lawyer can act for the worker by a ``ClaimMandate``.

A claim is opened from a case file (``cases.services.claims``), by mandate
(``services.open_by_mandate``), or from an inspectorate's order to pay (``order_claims``).

``models`` holds the tables, ``process`` the states and guards, ``policies`` who may do what,
``services`` the changes, ``selectors`` what each actor may read, ``views`` and ``forms`` the pages.
"""
