"""Assess many persons at once: the rules on columns, for polars and Spark, and the report.

``assess_file`` turns an answers frame (``manumit.exchange.read_answers``) into a file of findings
that agree with ``manumit.assessment`` person by person; ``aggregate`` counts them.
"""

from manumit.bulk.codes import BulkCode
from manumit.bulk.engines import Engine
from manumit.bulk.program import findings, state_columns
from manumit.bulk.run import RowProgress, RunSummary, assess_file
from manumit.bulk.tables import aggregate

__all__ = [
    "BulkCode",
    "Engine",
    "RowProgress",
    "RunSummary",
    "aggregate",
    "assess_file",
    "findings",
    "state_columns",
]
