"""What is typed into an anonymous notification: three choices, and no text."""

from typing import Any, ClassVar

from manumit.web.institutions import desk_forms
from manumit.web.notifications.lists import LISTS
from manumit.web.notifications.services import Told

ROOM = "notifications"


class NotificationForm(desk_forms.Sent):
    """All that is said of an adult who declined a referral."""

    room: ClassVar[str] = ROOM
    form = desk_forms.One()
    age_band = desk_forms.One()
    sex = desk_forms.One(initial="unknown")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, listed in LISTS.items():
            choices = desk_forms.coded_choices(self.words, f"{ROOM}_{name}", listed.today())
            self._offer(name, choices)

    def told(self) -> Told:
        """The same, as the service takes it."""
        found = self.cleaned_data
        return Told(found["form"], found["age_band"], found["sex"])
