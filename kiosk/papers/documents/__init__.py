"""The papers a hall hands out (domain.md section 4), each made from a case and its item."""

from kiosk.papers.documents.acceptance import acceptance_notice
from kiosk.papers.documents.receipt import HandedIn, receipt_for_materials
from kiosk.papers.documents.rejection import rejection_notice
from kiosk.papers.documents.shared import Letterhead
from kiosk.papers.documents.supplement import supplement_notice

__all__ = [
    "HandedIn",
    "Letterhead",
    "acceptance_notice",
    "receipt_for_materials",
    "rejection_notice",
    "supplement_notice",
]
