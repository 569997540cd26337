"""Progress: the same lines as at the window and in the portal, and what may still be done."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit

from kiosk.domain.bodies import Attachment
from kiosk.domain.progress import Line, Progress
from ui.citizen.adding import Adding
from ui.citizen.overlay import Overlay, nothing
from ui.citizen.presenters.progress import due_words, look_up, moment_words
from ui.citizen.screen import Foot, Screen
from ui.citizen.thumbnail import Thumbnail
from ui.tasks import Trouble
from ui.texts import t
from ui.widgets.boxes import Card, TouchScroll, clear, row, rule
from ui.widgets.busy import Busy
from ui.widgets.buttons import button
from ui.widgets.labels import label
from ui.widgets.lights import Light, State
from ui.widgets.seek import seek_line

LIGHTS: dict[str, State] = {"returned": "wrong", "rejected": "wrong", "accepted": "good", "concluded": "good"}

WITHDRAWN = "申请人撤回"
"""The reason as the journal keeps it, whatever language the screen speaks."""


class ProgressScreen(Screen):
    """A receipt's number, typed or scanned (a scanner types the code and ends it with Enter)."""

    @property
    def question(self) -> str:
        return t("查进度")

    @property
    def why(self) -> str:
        return t("输入回执编号，或者把回执上的二维码对准扫码口。")

    @property
    def foot(self) -> Foot:
        return Foot(back=t("回首页"), leave=False)

    def build(self) -> None:
        self.found: Progress | None = None
        self.key = ""
        self.added: tuple[Attachment, ...] = ()
        self.line = QLineEdit()
        self.line.setPlaceholderText(t("例如 7K3QX-92MRB"))
        self.line.setMaxLength(1000)
        self.line.setInputMethodHints(Qt.InputMethodHint.ImhSensitiveData | Qt.InputMethodHint.ImhPreferLatin)
        self.box.addLayout(seek_line(self.theme, self.line, self._seek))
        self.busy = Busy(self.theme, t("正在查…"))
        self.busy.hide()
        self.box.addWidget(self.busy)
        self.story = TouchScroll(self.theme)
        self.box.addWidget(self.story, 1)

    def begin(self) -> None:
        self.line.setFocus()

    def _seek(self) -> None:
        desk, text = self.room.desk, self.line.text()
        self.key = text.strip()
        clear(self.story.box)
        self._begin(t("正在查…"))
        work = self.room.tasks.op(self, lambda: look_up(desk, text), "line")
        work.success(self._show).failure(self._failed)

    def _begin(self, words: str) -> None:
        self.settled.emit()
        self.busy.say(words)

    def _failed(self, trouble: Trouble) -> None:
        self.busy.hide()
        self.trouble(trouble)

    def _show(self, progress: Progress) -> None:
        self.busy.hide()
        self.found, self.added = progress, ()
        self.line.setText(progress.receipt)
        clear(self.story.box)
        self.story.box.addWidget(self._head(progress))
        if progress.lacking and progress.can_supplement:
            self.story.box.addWidget(self._supplement(progress))
        self.story.box.addWidget(self._story(progress))
        if progress.can_withdraw:
            withdraw = button(self.theme, t("撤回这一件"), "danger", "undo-2")
            withdraw.setObjectName("withdraw")
            withdraw.clicked.connect(self._ask_withdraw)
            self.story.box.addWidget(withdraw, 0, Qt.AlignmentFlag.AlignLeft)

    def _head(self, progress: Progress) -> Card:
        card = Card(self.theme)
        card.add(label(progress.item_name, "choice"), label(progress.department, "note"))
        card.add(Light(self.theme, LIGHTS.get(progress.state, "wait"), progress.state_words))
        if due := due_words(progress):
            card.add(label(due))
        if progress.files_waiting:
            card.add(label(t("还有 {count} 份文件正在送往平台", count=progress.files_waiting), "note"))
        return card

    def _story(self, progress: Progress) -> Card:
        card = Card(self.theme)
        card.add(label(t("办理经过"), "strong"))
        for line in progress.lines:
            card.add(rule())
            self._tell(card, line)
        return card

    def _tell(self, card: Card, line: Line) -> None:
        head = row(self.theme.gap)
        head.addWidget(label(line.title, "strong"), 1)
        head.addWidget(label(moment_words(line.at, self.room.zone), "note", wrap=False))
        card.box.addLayout(head)
        if line.detail:
            card.add(label(line.detail, "note", "ink"))
        if line.outcome:
            card.add(label(line.outcome, "note", "amber"))

    def _supplement(self, progress: Progress) -> Card:
        card = Card(self.theme, "wait")
        card.add(label(t("请补这些材料，一次补齐"), "strong"))
        for lacking in progress.lacking:
            card.add(label(lacking.name, "strong"), label(t("要求：") + lacking.standard, "note", "ink"))
            if lacking.remark:
                card.add(label(lacking.remark, "note", "ink"))
            if lacking.material.startswith("/"):
                card.add(label(t("这一处要改表格，请到窗口办理。"), "note", "ink"))
                continue
            files = Card(self.theme, "open")
            adding = Adding(self.room, lacking.material)
            adding.setObjectName(f"add-{lacking.material}")
            adding.added.connect(lambda attachment, files=files: self._add(files, attachment))
            adding.failed.connect(self.trouble)
            card.add(files, adding)
        self.send = button(self.theme, t("交材料"), "primary", "send")
        self.send.setObjectName("send")
        self.send.setEnabled(False)
        self.send.clicked.connect(self._send)
        card.add(self.send)
        return card

    def _add(self, files: Card, attachment: Attachment) -> None:
        self.added = (*self.added, attachment)
        thumbnail = Thumbnail(self.room, attachment)
        thumbnail.removed.connect(lambda gone: self._remove(thumbnail, gone))
        files.add(thumbnail)
        self.send.setEnabled(True)
        self.settled.emit()

    def _remove(self, thumbnail: Thumbnail, attachment: Attachment) -> None:
        self.added = tuple(each for each in self.added if each != attachment)
        thumbnail.hide()
        thumbnail.deleteLater()
        self.send.setEnabled(bool(self.added))

    def _send(self) -> None:
        desk, key, added = self.room.desk, self.key, self.added
        self.send.setEnabled(False)
        self._begin(t("正在交材料…"))
        self.room.tasks.op(self, lambda: desk.supplement(key, added)).success(self._show).failure(self._failed)

    def back(self) -> None:
        self.ended.emit()

    def _ask_withdraw(self) -> None:
        sure = Overlay(
            self.theme, self.window(), t("要撤回这一件吗？"), t("撤回后不再办理。以后还要办，需要重新提交。")
        )
        sure.key(t("不撤回"), nothing)
        sure.key(t("撤回"), self._withdraw, "danger")
        sure.open()

    def _withdraw(self) -> None:
        desk, key = self.room.desk, self.key
        self._begin(t("正在撤回…"))
        work = self.room.tasks.op(self, lambda: desk.withdraw(key, WITHDRAWN))
        work.success(self._show).failure(self._failed)
