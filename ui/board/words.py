"""How a call reads on every board."""

from ui.board.presenter import Shown
from ui.texts import t


def tone(shown: Shown) -> str:
    """Amber while its citizen has not come; a missed one in vermilion."""
    return {"called": "amber", "missed": "seal"}.get(shown.state, "ink")


def whereto(shown: Shown) -> str:
    """Which window, and that a call was missed."""
    missed = t("过号") if shown.state == "missed" else ""
    window = t("{window}号窗口", window=shown.window) if shown.window else ""
    return " ".join(filter(None, (window, missed)))
