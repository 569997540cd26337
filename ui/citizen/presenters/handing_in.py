"""What a visit comes to when it is handed in."""

from collections.abc import Mapping
from typing import Any

from kiosk.desk import Draft
from ui.citizen.visit import Visit


def draft(visit: Visit, form: Mapping[str, Any], signature: str) -> Draft:
    """What is handed in: the form as it was pruned, the signature as it was kept; ValueError without an item."""
    if visit.item is None:
        raise ValueError("no item chosen")
    return Draft(visit.item.code, form, visit.attachments, signature)
