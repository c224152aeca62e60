"""Code lists of the room, from ``lists.yaml``, and how many are released together."""

from collections.abc import Mapping

from manumit.disclosure import DEFAULT_THRESHOLD
from manumit.web.kernel.reasons import ReasonList, read_reasons

LISTS: Mapping[str, ReasonList] = read_reasons(__package__ or "", "lists.yaml")
MIN_BATCH = DEFAULT_THRESHOLD
"""Notifications of one country that are released together at least: none is released alone."""
