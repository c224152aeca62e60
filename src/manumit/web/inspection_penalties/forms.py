"""The form of a penalty after an inspection."""

from typing import Any

from manumit.web.justice.forms import PenaltyForm


class InspectionPenaltyForm(PenaltyForm):
    """A penalty whose article is that of what the inspection found."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["article"]
