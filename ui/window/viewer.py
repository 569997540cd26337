"""A material at full size: its files page by page, with the standard it must meet beside it."""

from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QStackedWidget, QWidget

from kiosk.domain.bodies import Attachment
from kiosk.errors import Fault, Refused
from ui.icons import pixmap
from ui.texts import t
from ui.theme import Theme
from ui.widgets.boxes import column, row
from ui.widgets.labels import Elided, label
from ui.window.canvas import Canvas
from ui.window.folder import Folder, Sheet
from ui.window.leafing import Leafing
from ui.window.small import Pane, chip, key_cap


class Viewer(Pane):
    """Pictures and PDFs; a file that cannot be opened says so in plain words and the others go on."""

    def __init__(self, theme: Theme, folder: Folder) -> None:
        super().__init__("pane")
        self._theme, self._folder = theme, folder
        self._files: tuple[Attachment, ...] = ()
        self._at = Leafing(0)
        self._asked = QWidget(self)
        self._title, self._standard = Elided("", "strong"), label("", "note")
        self._where = label("", "note", wrap=False)
        self.canvas = Canvas()
        self.canvas.wants.connect(self._sharpen)
        self._side = 0
        self._words, self._sign = label("", "body"), QLabel()
        self._stack = QStackedWidget()
        self._build()

    @property
    def message(self) -> str:
        """What stands in place of a page, '' while a page is shown."""
        return self._words.text() if self._stack.currentIndex() else ""

    @property
    def where(self) -> str:
        return self._where.text()

    def show_files(self, title: str, standard: str, files: tuple[Attachment, ...], nothing: str = "") -> None:
        """Begin with the first page of the first file; `nothing` is said where there is no file."""
        self._title.setText(title)
        self._standard.setText(t("要求：{standard}", standard=standard) if standard else "")
        self._standard.setVisible(bool(standard))
        self._files, self._at = files, Leafing(len(files))
        if files:
            self._open()
        else:
            self._say("info", nothing or t("按 1 到 9 看材料。"))

    def fetch_again(self) -> None:
        """Try once more where words stand in place of a page."""
        if self.message:
            self._draw()

    def leaf(self, by: int) -> None:
        """One page on or back, running on into the next file."""
        at = self._at.forward() if by > 0 else self._at.back()
        if self._files and at != self._at:
            self._at = at
            self._open()

    def magnify(self, steps: int) -> None:
        self.canvas.magnify(steps)

    def turn(self) -> None:
        self.canvas.turn()

    def _build(self) -> None:
        theme = self._theme
        head = column(theme.grid // 2)
        head.setContentsMargins(theme.gap, theme.grid, theme.gap, theme.grid)
        line = row(theme.gap)
        line.addWidget(self._title, 1)
        line.addWidget(self._where)
        head.addLayout(line)
        head.addWidget(self._standard)
        self.box.addLayout(head)
        self._stack.addWidget(self.canvas)
        self._stack.addWidget(self._message())
        self.box.addWidget(self._stack, 1)
        self.box.addWidget(self._keys())

    def _message(self) -> QWidget:
        made = QWidget()
        box = column(self._theme.gap, self._theme.edge, made)
        box.addStretch(1)
        for words in (self._sign, self._words):
            words.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            box.addWidget(words)
        box.addStretch(1)
        return made

    def _keys(self) -> Pane:
        foot = Pane("foot", horizontal=True, spacing=self._theme.grid, margin=self._theme.grid // 2)
        acts = (
            ("←", t("上页"), lambda: self.leaf(-1)),
            ("→", t("下页"), lambda: self.leaf(1)),
            ("+", t("放大"), lambda: self.magnify(1)),
            ("-", t("缩小"), lambda: self.magnify(-1)),
            ("R", t("转向"), self.turn),
        )
        foot.box.addStretch()
        for key, word, act in acts:
            foot.box.addWidget(key_cap(key))
            made = chip(word)
            made.clicked.connect(lambda _=False, act=act: act())
            foot.box.addWidget(made)
        foot.box.addStretch()
        return foot

    def _open(self) -> None:
        self.canvas.fresh()
        self._where.setText(self._at.words())
        self._draw()

    def _draw(self) -> None:
        """Ask for the page that one is at; what was asked for before is no longer wanted."""
        if not self._files:
            return
        self._asked.deleteLater()
        self._asked = QWidget(self)
        self._side = self.canvas.side()
        file, number = self._files[self._at.file], self._at.page
        asked = self._folder.sheet(self._asked, file.blob, number, self._side)
        asked.success(self._show).failure(self._fail)

    def _sharpen(self, side: int) -> None:
        """Ask again where there is more room now than the page was drawn for."""
        if side > self._side:
            self._draw()

    def _show(self, sheet: Sheet) -> None:
        self._at = replace(self._at, pages=sheet.pages)
        self._where.setText(self._at.words())
        self._stack.setCurrentIndex(0)
        self.canvas.show_image(sheet.image)
        self._sharpen(self.canvas.side())

    def _fail(self, trouble: Refused | Fault) -> None:
        mend = f"\n{trouble.mend}" if isinstance(trouble, Fault) else ""
        self._at = replace(self._at, pages=self._at.pages or 1)
        self._say("triangle-alert", trouble.message + mend)

    def _say(self, picture: str, words: str) -> None:
        self._where.setText(self._at.words())
        self._sign.setPixmap(pixmap(picture, self._theme.px(48), self._theme.palette.ink_2))
        self._words.setText(words)
        self._stack.setCurrentIndex(1)
