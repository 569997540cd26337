"""The middle: the case's form and story beside its materials; where it is narrow, one in place of the other."""

from collections.abc import Callable
from datetime import date, tzinfo

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSplitter, QStackedWidget, QWidget

from kiosk.desk import CaseFile, CaseRow
from kiosk.domain.bodies import Attachment
from ui.texts import t
from ui.theme import Theme
from ui.widgets.boxes import column, rule
from ui.widgets.labels import label
from ui.window.case_head import CaseHead
from ui.window.folder import Folder
from ui.window.materials import MaterialView, on_the_strip
from ui.window.small import Pane
from ui.window.story import Story
from ui.window.strip import Strip
from ui.window.viewer import Viewer

WIDE = 860
"""Pixels of the drawing board from which form and material stand side by side."""


class CasePane(Pane):
    """`merge` is asked for on the banner of a twin."""

    merge = Signal()

    def __init__(self, theme: Theme, folder: Folder, zone: tzinfo, today: Callable[[], date]) -> None:
        super().__init__("pane")
        self._theme, self._folder = theme, folder
        self.file: CaseFile | None = None
        self._views: tuple[MaterialView, ...] = ()
        self._looking, self._here = False, 0
        self.head = CaseHead(theme, zone, today)
        self.head.merge.connect(self.merge)
        self.strip = Strip(theme, folder)
        self.strip.chosen.connect(self.look)
        self.story = Story(theme, folder, zone, today)
        self.viewer = Viewer(theme, folder)
        self._split = QSplitter(Qt.Orientation.Horizontal)
        self._stack = QStackedWidget()
        self._build()

    @property
    def wide(self) -> bool:
        return self.width() >= self._theme.px(WIDE)

    def show_case(self, file: CaseFile, listed: CaseRow | None) -> None:
        """Another case: from its beginning, with the first material beside it where there is room."""
        self._folder.forget()
        self._looking, self._here = False, 0
        self._fill(file, listed)
        self.story.verticalScrollBar().setValue(0)
        self.viewer.show_files(t("材料"), "", ())
        if self.wide and self._views:
            self.look(1)
            self._looking = False
        self._arrange()

    def close_case(self) -> None:
        """Show nothing of anybody."""
        self._folder.forget()
        self.file, self._views = None, ()
        self._stack.setCurrentIndex(0)

    def refresh(self, file: CaseFile, listed: CaseRow | None) -> None:
        """The same case, as it stands now; what is looked at stays."""
        if file != self.file:
            self._fill(file, listed)

    def fetch_again(self) -> None:
        """The line is back: what could not be fetched without it."""
        if self.file:
            self.strip.show_materials(self._views)
            self.strip.show_here(self._here)
            self.viewer.fetch_again()

    def look(self, number: int) -> None:
        """Show material `number`, counted from 1 as on the strip; numbers beyond it do nothing."""
        if not 0 < number <= len(self._views):
            return
        view = self._views[number - 1]
        self._looking = True
        self._arrange()
        self._mark(number)
        self.viewer.show_files(view.name, view.standard, view.files, t("这份材料没有提交。"))

    def look_at(self, title: str, file: Attachment) -> None:
        """Show something that is no material: a notice."""
        self._looking = True
        self._arrange()
        self._mark(0)
        self.viewer.show_files(title, "", (file,))

    def read(self) -> bool:
        """Back from the materials to the form; False where the form is shown already."""
        if self.wide or not self._looking:
            return False
        self._looking = False
        self._arrange()
        return True

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()
        self._split.setSizes([self.width() * 42 // 100, self.width() * 58 // 100])

    def _build(self) -> None:
        self._split.addWidget(self.story)
        self._split.addWidget(self.viewer)
        self._split.setChildrenCollapsible(False)
        self._split.setHandleWidth(1)
        made = QWidget()
        box = column(0, 0, made)
        box.addWidget(self.head)
        frame = column(0)
        frame.setContentsMargins(self._theme.gap, 0, self._theme.gap, self._theme.gap)
        frame.addWidget(self.strip)
        box.addLayout(frame)
        box.addWidget(rule())
        box.addWidget(self._split, 1)
        self._stack.addWidget(self._nothing())
        self._stack.addWidget(made)
        self.box.addWidget(self._stack)

    def _nothing(self) -> QWidget:
        made = QWidget()
        box = column(self._theme.grid, self._theme.edge, made)
        box.addStretch(2)
        words = label(t("打开一件，申请内容和材料会出现在这里。"), "note")
        words.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        box.addWidget(words)
        box.addStretch(3)
        return made

    def _fill(self, file: CaseFile, listed: CaseRow | None) -> None:
        self.file, self._views = file, on_the_strip(file)
        self.head.show_case(file, listed)
        self.strip.show_materials(self._views)
        self.strip.show_here(self._here)
        self.story.show_case(file)
        self._stack.setCurrentIndex(1)

    def _mark(self, number: int) -> None:
        self._here = number
        self.strip.show_here(number)

    def _arrange(self) -> None:
        self.story.setVisible(self.wide or not self._looking)
        self.viewer.setVisible(self.wide or self._looking)
