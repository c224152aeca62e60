"""Form of an anonymous notification: three choices, and no text."""

from typing import Any, ClassVar

from manumit.web.institutions import desk_forms
from manumit.web.notifications.lists import LISTS
from manumit.web.notifications.services import NotificationDetails

ROOM = "notifications"


class NotificationForm(desk_forms.OfficeForm):
    """The anonymous details of an adult who declined a referral."""

    room: ClassVar[str] = ROOM
    form = desk_forms.RadioField()
    age_band = desk_forms.RadioField()
    sex = desk_forms.RadioField(initial="unknown")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, listed in LISTS.items():
            choices = desk_forms.coded_choices(self.words, f"{ROOM}_{name}", listed.today())
            self._offer(name, choices)

    def details(self) -> NotificationDetails:
        """Return the input as the service expects it."""
        found = self.cleaned_data
        return NotificationDetails(found["form"], found["age_band"], found["sex"])
