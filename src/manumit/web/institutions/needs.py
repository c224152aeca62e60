"""Areas of need, and so of services: the one list of ``needs.yaml``."""

from manumit.web.kernel.reasons import ReasonList, read_reasons

NEEDS: ReasonList = read_reasons(__package__ or "", "needs.yaml")["need"]
