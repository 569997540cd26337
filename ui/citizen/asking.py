"""Fields on a screen: editors that follow the form, problems said at the field."""

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from kiosk.domain.schema import value_at
from ui.theme import Theme
from ui.widgets.boxes import TouchScroll
from ui.widgets.field_view import FieldView
from ui.widgets.fields import Editor, editor


class Asking(TouchScroll):
    """The editors of one screen; `changed` names the field by its pointer."""

    changed = Signal(str)

    def __init__(self, theme: Theme, before: QWidget | None = None) -> None:
        super().__init__(theme, theme.px(32))
        self.theme = theme
        self.editors: dict[str, Editor] = {}
        if before:
            self.box.addWidget(before)

    def show_fields(self, views: Sequence[FieldView], form: Mapping[str, Any]) -> None:
        """Exactly these fields; an editor that stays keeps its cursor."""
        for at in set(self.editors) - {view.at for view in views}:
            gone = self.editors.pop(at)
            gone.hide()
            gone.deleteLater()
        first = self.box.count() - sum(self.box.indexOf(kept) >= 0 for kept in self.editors.values())
        for place, view in enumerate(views):
            if view.at not in self.editors:
                self.box.insertWidget(first + place, self._editor(view, form))

    def _editor(self, view: FieldView, form: Mapping[str, Any]) -> Editor:
        made = editor(self.theme, view)
        made.setObjectName(view.at)
        made.set_value(value_at(form, view.at))
        made.changed.connect(lambda: self.changed.emit(view.at))
        self.editors[view.at] = made
        return made

    def show_problems(self, problems: Mapping[str, str]) -> None:
        """Say each at its field and lead to the first."""
        for at, each in self.editors.items():
            each.show_problem(problems.get(at, ""))
        first = next((at for at in problems if at in self.editors), None)
        if first:
            self.editors[first].take_focus()
            self.ensureWidgetVisible(self.editors[first])

    def clear_problem(self, at: str) -> None:
        self.editors[at].show_problem("")
