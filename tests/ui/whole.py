"""An eye that sees whether words are cut off."""

from PySide6.QtWidgets import QLabel, QWidget

from ui.widgets.labels import Elided


def nothing_is_cut(page: QWidget) -> None:
    """All words in sight have the lines and the width that they need; what may be elided says so by its kind."""
    seen = [each for each in page.findChildren(QLabel) if each.text() and each.isVisibleTo(page)]
    cut = [each.text() for each in seen if not isinstance(each, Elided) and _cut(each)]
    assert not cut, cut


def _cut(words: QLabel) -> bool:
    if words.wordWrap():
        return words.heightForWidth(words.width()) > words.height()
    need = words.sizeHint()
    return need.width() > words.width() or need.height() > words.height()
