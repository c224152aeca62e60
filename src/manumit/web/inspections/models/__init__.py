"""Models of inspections."""

from manumit.web.inspections.models.programmes import Programme, ProgrammePlace
from manumit.web.inspections.models.visits import (
    Checklist,
    InspectionOrder,
    InspectionPart,
    InspectionRecord,
    PaymentList,
    PeopleSeen,
    Screening,
    Violation,
    Visit,
)

__all__ = [
    "Checklist",
    "InspectionOrder",
    "InspectionPart",
    "InspectionRecord",
    "PaymentList",
    "PeopleSeen",
    "Programme",
    "ProgrammePlace",
    "Screening",
    "Violation",
    "Visit",
]
