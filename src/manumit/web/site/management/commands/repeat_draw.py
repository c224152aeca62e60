"""``manumit manage repeat_draw``: draw a programme again from what was kept, for an audit."""

import json
import uuid
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from manumit.web.inspections import programmes
from manumit.web.inspections.models import Programme
from manumit.web.inspections.process import DRAWN
from manumit.web.kernel.acting import CLOCK
from manumit.web.kernel.ledger.services import Act, record
from manumit.web.kernel.vault.sealed import open_text


class Command(BaseCommand):
    """Prints the seed, which reveals what was random; for auditors, not for inspectors."""

    help = "Repeat the draw of a programme from its seed; print it as JSON; fail if it differs."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the programme."""
        parser.add_argument("programme", type=uuid.UUID, help="id, from the address of its page")

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        """Print the draw; raises CommandError if there is none, or it differs."""
        del args
        row = Programme.objects.filter(pk=options["programme"], state=DRAWN).first()
        if row is None:
            raise CommandError("There is no programme with this id that was drawn.")
        record(
            Act(
                act="read_file",
                institution=row.institution_id,
                role=CLOCK,
                kind="programme",
                resource=row.pk,
            )
        )
        made, same = programmes.repeat_draw(row)
        found = {
            "seed": open_text(row, "seed"),
            "visits": made.visits,
            "share": str(made.share),
            "proof": row.proof,
            "probabilities": {key: str(one) for key, one in made.probabilities.items()},
            "drawn": [one.key for one in made.drawn],
            "agrees": same,
        }
        self.stdout.write(json.dumps(found, indent=1))
        if not same:
            raise CommandError("The draw gives other places than those that were kept.")
