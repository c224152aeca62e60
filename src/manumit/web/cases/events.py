"""Records the room's acts in the ledger."""

from manumit.web.kernel.access import recording

acting = recording.require_actor
tell = recording.record_act
