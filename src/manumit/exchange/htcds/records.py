"""One person's record: sections, each with the values that are known."""

from collections.abc import Mapping

from manumit.exchange.htcds.standard import Value

type Item = Mapping[str, Value]
"""Values by the full name of the field; what is not recorded is absent."""

type Record = Mapping[str, tuple[Item, ...]]
"""Items by section; only the sections of ``REPEATED`` have more than one, and none is empty."""
