"""Relations of actors to imports and to what came with them; ``grants.yaml`` lists the rights."""

from collections.abc import Mapping

from django.db.models import Q

from manumit.web.cases.policies import FilePartPolicy
from manumit.web.imports.models import Import, ImportJob, LegacyRecord
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.access.grants import Relation
from manumit.web.kernel.access.policies import Policy


class LegacyRecordPolicy(FilePartPolicy[LegacyRecord]):
    """Records of other systems: read and imported like a statement."""

    resource = "statement"
    model = LegacyRecord
    file = "file"


class ImportPolicy(Policy[Import]):
    """Imports, by importer, office and role; what intake imports stays with intake."""

    resource = "import"
    model = Import

    def relations(self, actor: Actor) -> Mapping[Relation, Q]:
        """Return relations by importer, office and role; all of them see sums alone."""
        here = Q(institution=actor.institution)
        office = here & Q(office=actor.office, role=actor.role)
        return {
            Relation.OWN: office & Q(made_by=actor.person),
            Relation.COLLEAGUE: office,
            Relation.OTHER_OFFICE: here,
        }


class ImportJobPolicy(Policy[ImportJob]):
    """Import jobs: only for the member who uploaded the sheet, in the same post."""

    resource = "import"
    model = ImportJob

    def relations(self, actor: Actor) -> Mapping[Relation, Q]:
        """Return relations by uploader; nobody else learns even that a job exists."""
        here = Q(institution=actor.institution, office=actor.office, role=actor.role)
        return {Relation.OWN: here & Q(made_by=actor.person)}


legacy_record_policy = LegacyRecordPolicy()
import_policy = ImportPolicy()
import_job_policy = ImportJobPolicy()
