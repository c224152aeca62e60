"""The contacts of the installation, which pages without an account show."""

import functools

from django.conf import settings

from manumit.instruments import Contacts, read_contacts


@functools.cache
def contacts() -> Contacts | None:
    """Return the contacts of the installation, or None.

    Raises:
        InputError: the file is invalid; the start has refused it already.
    """
    path = settings.MANUMIT.contacts
    return None if path is None else read_contacts(path)
