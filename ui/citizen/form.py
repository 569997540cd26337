"""The form: one question, one group of fields a screen."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from kiosk.domain.catalogue import Group
from ui.citizen.asking import Asking
from ui.citizen.presenters.answers import pages, put, views, wrong
from ui.citizen.screen import Foot, Screen
from ui.texts import t
from ui.widgets.labels import label


class FormScreen(Screen):
    """Renders any guide's layout; fields come and go with the answers."""

    _known: tuple[Mapping[str, Any], tuple[Group, ...]] | None = None

    @property
    def question(self) -> str:
        return self._group.question if self._group else t("这一件没有表格要填")

    @property
    def why(self) -> str:
        return self._group.why if self._group else ""

    @property
    def foot(self) -> Foot:
        count = len(self._pages)
        note = t("第 {page} 组，共 {count} 组", page=self._page + 1, count=count) if self._group else ""
        if self.visit.returning:
            return Foot(t("改好了，回去核对"), note=note)
        last = self._page + 1 >= count
        return Foot(
            t("下一步：加材料") if last else t("下一步：{next}", next=self._pages[self._page + 1].title), note=note
        )

    @property
    def _pages(self) -> tuple[Group, ...]:
        """The groups to ask now; worked out once for each state of the form, which a keystroke looks at many times."""
        if self._known is None or self._known[0] is not self.visit.form:
            self._known = (self.visit.form, pages(self.guide, self.visit.form))
        return self._known[1]

    @property
    def _page(self) -> int:
        return min(self.visit.page, max(0, len(self._pages) - 1))

    @property
    def _group(self) -> Group | None:
        return self._pages[self._page] if self._pages else None

    def build(self) -> None:
        self.asking = Asking(self.theme)
        self.asking.changed.connect(self._changed)
        self.box.addWidget(self.asking, 1)
        if self._group:
            self.asking.show_fields(views(self.guide, self._group.fields), self.visit.form)
        else:
            self.box.insertWidget(0, label(t("请继续加材料。")))

    def _changed(self, at: str) -> None:
        group = self._group
        self.keep(self.visit.answer(put(self.visit.form, at, self.asking.editors[at].value())))
        self.asking.clear_problem(at)
        if group and self._group and self._group.id == group.id and self._group != group:
            self.asking.show_fields(views(self.guide, self._group.fields), self.visit.form)
        self.refreshed.emit()

    def _take_all(self) -> None:
        form = self.visit.form
        for at, each in self.asking.editors.items():
            form = put(form, at, each.value())
        self.keep(self.visit.answer(form))

    def forward(self) -> None:
        self._take_all()
        ats = [field.at for field in self._group.fields] if self._group else []
        if problems := wrong(self.guide, self.visit.form, ats):
            self.asking.show_problems(problems)
        elif self._page + 1 < len(self._pages) and not self.visit.returning:
            self.moved.emit(replace(self.visit, page=self._page + 1))
        else:
            self.moved.emit(self.visit.forward())

    def back(self) -> None:
        self._take_all()
        if self._page and not self.visit.returning:
            self.moved.emit(replace(self.visit, page=self._page - 1))
        else:
            self.moved.emit(self.visit.back())
