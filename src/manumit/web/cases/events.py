"""What the room tells the ledger: as every room does."""

from manumit.web.kernel.access import telling

acting = telling.acting
tell = telling.tell
