"""Read and write files, with a coded error for everything that can be wrong in a file.

``load_mapping`` reads how the columns of a file give indicators; ``read_answers`` reads the
file (CSV, XLSX, Parquet or a folder of Parquet) through it, all or nothing, into the answers frame
that ``manumit.bulk`` assesses. How to write a mapping: docs/how-to/mappings.md.
"""

from manumit.exchange.answers import AnswersResult, read_answers
from manumit.exchange.codes import ExchangeCode
from manumit.exchange.loading import load_mapping, mapping_schema
from manumit.exchange.mapping import ATTRIBUTES, Mapping
from manumit.exchange.parquetfolder import check_unchanged, files_of
from manumit.exchange.safecsv import SafeWriter, neutral, safe_line
from manumit.exchange.shipped import shipped_demo, shipped_mapping, shipped_mappings
from manumit.exchange.statements import Statement
from manumit.exchange.tables import FolderFile, Progress
from manumit.exchange.workdir import move_into_place, private_workdir
from manumit.exchange.xlsform import write_xlsform

__all__ = [
    "ATTRIBUTES",
    "AnswersResult",
    "ExchangeCode",
    "FolderFile",
    "Mapping",
    "Progress",
    "SafeWriter",
    "Statement",
    "check_unchanged",
    "files_of",
    "load_mapping",
    "mapping_schema",
    "move_into_place",
    "neutral",
    "private_workdir",
    "read_answers",
    "safe_line",
    "shipped_demo",
    "shipped_mapping",
    "shipped_mappings",
    "write_xlsform",
]
