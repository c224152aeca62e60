"""Findings and questionnaires on paper: PDF that a screen reader can follow, from our own fonts.

Needs the extra ``pdf``. What a text says is only ever laid out, never run: see ``typesetting``.
"""

from manumit.paper.advice import advice_on_paper
from manumit.paper.codes import PaperCode
from manumit.paper.finding import Advice, finding_pdf
from manumit.paper.form import form_pdf
from manumit.paper.typesetting import PaperSize

__all__ = ["Advice", "PaperCode", "PaperSize", "advice_on_paper", "finding_pdf", "form_pdf"]
