"""The example of another system's spreadsheet, as the tests of imports read it."""

from dataclasses import dataclass
from pathlib import Path

from django.test import Client

from cases_world import World
from manumit.web.imports.importing import IncomingSheet
from manumit.web.imports.reading import read_in_subprocess
from manumit.web.kernel.access.actors import Actor
from office import signed_in

EXAMPLES = Path(__file__).parents[1] / "docs" / "examples"
TABLE, MAPPING = EXAMPLES / "old-register.csv", EXAMPLES / "old-register.yaml"
PEOPLE = 5


def read(content: bytes, name: str = "old-register.csv") -> IncomingSheet:
    """A file by the mapping of the example."""
    return read_in_subprocess(name, content, MAPPING.read_bytes())


@dataclass(frozen=True, slots=True)
class Around:
    """Institutions, and everybody who might come to a page of imports."""

    world: World
    dpo: Actor
    intake: Actor

    def actor(self, who: str) -> Actor | None:
        """Somebody by what they are to the owner; None for a stranger."""
        actors = {
            "owner": self.world.owner,
            "colleague": self.world.colleague,
            "other_office": self.world.other_office,
            "other_role": self.intake,
            "other_institution": self.world.shelter.first,
            "ident": self.world.ident.first,
            "justice": self.world.prosecution.first,
            "admin": self.world.admin,
            "dpo": self.dpo,
        }
        return actors.get(who)

    def browser(self, who: str) -> Client:
        """The same, signed in."""
        found = self.actor(who)
        return signed_in(found)
