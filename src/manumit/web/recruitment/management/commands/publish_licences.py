"""``manumit manage publish_licences``: write the list that the public look-up answers from."""

import uuid
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from manumit.cli.output import write_or_print
from manumit.errors import InputError, Place
from manumit.recruitment.list_file import check_newer, list_text, read_list, succeed
from manumit.web.institutions.models import Institution
from manumit.web.kernel.acting import Clock
from manumit.web.kernel.ledger.services import Act, record
from manumit.web.recruitment.law import PUBLISH, licence_policy
from manumit.web.recruitment.publishing import published_list


class Command(BaseCommand):
    """Write the published list of a licensing authority, as ``manumit recruiters import`` does."""

    help = (
        "Write the licences of a licensing authority as the list that the public look-up answers "
        "from (MANUMIT_RECRUITERS). The list before is kept beside it, with its day in its name; a "
        "new contact of a known recruiter counts after seven days."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Add the authority and the file."""
        parser.add_argument("institution", type=uuid.UUID, help="Id of the licensing authority.")
        parser.add_argument("out", type=Path, help="The list, a JSON file.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Write the list in one step: an older one stays whole until then."""
        del args
        institution, out = options["institution"], options["out"]
        if not Institution.objects.filter(pk=institution, kind="licensing").exists():
            raise CommandError("No licensing authority has this id.")
        clock = Clock(institution)
        try:
            with transaction.atomic():
                record(
                    Act(
                        act="export",
                        institution=institution,
                        role=clock.role,
                        actor=None,
                        kind=licence_policy.resource,
                        resource=None,
                        purpose=PUBLISH,
                    )
                )
                published = published_list(institution)
            if out.exists():
                before = read_list(out)
                check_newer(before.day, published.day, Place.in_file(out))
                published = succeed(before, published, out)
            write_or_print(list_text(published), out, private=False)
        except InputError as error:
            raise CommandError("\n".join(map(str, error.problems))) from error
        self.stdout.write(f"Recruiters: {len(published.entries)}")
