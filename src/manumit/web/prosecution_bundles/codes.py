"""Error codes of evidence notes and bundles (K905, K906, K908). No message identifies a person."""

from manumit.web.kernel.errors import PageErrorCode


class BundleCode(PageErrorCode):
    """Notes that may be disclosed, and the bundles that contain them."""

    NO_PROSECUTION = "K905"
    NO_NOTE = "K906"
    NOTE_EMPTY = "K908"
