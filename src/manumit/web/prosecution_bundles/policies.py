"""Relations of actors to evidence notes and bundles; ``grants.yaml`` lists the rights."""

from manumit.web.cases.policies import FilePartPolicy
from manumit.web.prosecution_bundles.models import Bundle, EvidenceNote


class EvidenceNotePolicy(FilePartPolicy[EvidenceNote]):
    """Notes that may be disclosed to a prosecution."""

    resource = "evidence_note"
    model = EvidenceNote
    file = "file"


class BundlePolicy(FilePartPolicy[Bundle]):
    """Prosecution bundles."""

    resource = "evidence_note"
    model = Bundle
    file = "file"


evidence_note_policy = EvidenceNotePolicy()
bundle_policy = BundlePolicy()
