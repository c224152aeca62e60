"""What the ILO and the UN wrote, as dated, sourced, translated data.

``shipped_library()`` gives what the package ships; ``Library.load(path, ...)`` adds an
institution's own lists, corrections, texts and languages. ``Library.instrument(id)`` puts a list
together with every rule that reads it, ready for ``manumit.assessment``.
"""

from manumit.instruments.codes import InstrumentCode
from manumit.instruments.contacts import (
    Contact,
    Contacts,
    YesNoUnknown,
    demo_contacts,
    read_contacts,
)
from manumit.instruments.library import Library, shipped_library
from manumit.instruments.model import (
    Basis,
    Conclusion,
    Conclusions,
    Counts,
    Dimension,
    DimensionRule,
    Expectation,
    Exploitation,
    Gate,
    Indicator,
    Instrument,
    Item,
    ItemSet,
    Pattern,
    Phase,
    Population,
    Source,
    Standing,
    Strength,
    Topic,
    Verification,
)
from manumit.instruments.steps import (
    Audience,
    ContactKind,
    StepCondition,
    StepRule,
    Urgency,
)
from manumit.instruments.texts import Review, ReviewStatus, Text, Texts

__all__ = [
    "Audience",
    "Basis",
    "Conclusion",
    "Conclusions",
    "Contact",
    "ContactKind",
    "Contacts",
    "Counts",
    "Dimension",
    "DimensionRule",
    "Expectation",
    "Exploitation",
    "Gate",
    "Indicator",
    "Instrument",
    "InstrumentCode",
    "Item",
    "ItemSet",
    "Library",
    "Pattern",
    "Phase",
    "Population",
    "Review",
    "ReviewStatus",
    "Source",
    "Standing",
    "StepCondition",
    "StepRule",
    "Strength",
    "Text",
    "Texts",
    "Topic",
    "Urgency",
    "Verification",
    "YesNoUnknown",
    "demo_contacts",
    "read_contacts",
    "shipped_library",
]
