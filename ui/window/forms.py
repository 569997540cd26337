"""The four short forms of a decision: what it will do, what must be written, and one key to confirm it."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from kiosk.desk import CaseFile
from ui.texts import t
from ui.theme import Theme
from ui.widgets.boxes import Card, column, row
from ui.widgets.labels import label
from ui.window.decisions import (
    REASONS,
    TITLES,
    Decision,
    Typed,
    Verb,
    consequences,
    first_outcome,
    missing_words,
    why_not,
)
from ui.window.small import KeyButton, Scroll, chip

CONFIRM = "Ctrl+Enter"


class Form(QWidget):
    """A decision being prepared; `confirmed` carries it. What is typed is kept in `typed` at every stroke."""

    confirmed = Signal(object)
    cancelled = Signal()

    def __init__(self, theme: Theme, verb: Verb, file: CaseFile, typed: Typed) -> None:
        super().__init__()
        self.theme, self.verb, self.file, self.typed = theme, verb, file, typed
        self.busy = False
        self._outer = column(theme.gap, 0, self)
        self._outer.addWidget(label(t(TITLES[verb]), "question"))
        self._sheet = Scroll(theme.gap, 0)
        self._sheet.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.box = self._sheet.box
        self._outer.addWidget(self._sheet, 1)
        self._problem = label("", "note", "seal")
        self._outer.addWidget(self._problem)
        self.submit = KeyButton(theme, self.submit_words(), CONFIRM, "primary")
        self.submit.clicked.connect(self.confirm)
        self.back = KeyButton(theme, t("先不办，返回"), "Esc", "plain")
        self.back.clicked.connect(self.cancelled)
        self._outer.addWidget(self.submit)
        self._outer.addWidget(self.back)
        self.build()
        self.box.addStretch()
        self.check()

    def build(self) -> None:
        """Fill `box`; the plain form says what will happen and asks for nothing."""
        self.box.addWidget(self.what_follows())

    def submit_words(self) -> str:
        return t("确认{title}", title=t(TITLES[self.verb]))

    def problem(self) -> str:
        """What is still wanting, '' when it can be confirmed."""
        return ""

    def decision(self) -> Decision:
        return Decision(self.verb)

    def first(self) -> QWidget:
        """Where the keyboard begins."""
        return self.submit

    def what_follows(self) -> Card:
        """The outcome, foreseen (操作前结果可预知)."""
        card = Card(self.theme, "good")
        card.add(label(t("确认以后"), "strong"))
        for sentence in consequences(self.verb, self.file):
            line = row(self.theme.grid)
            line.addWidget(label("·", wrap=False), 0, Qt.AlignmentFlag.AlignTop)
            line.addWidget(label(sentence), 1)
            card.box.addLayout(line)
        return card

    def check(self) -> None:
        """Say what is wanting, and let the button be pressed only when nothing is."""
        words = why_not(self.verb, self.file)
        words = t("{why}，现在不能{title}。", why=words, title=t(TITLES[self.verb])) if words else self.problem()
        self._problem.setText(words)
        self._problem.setVisible(bool(words))
        self.submit.setEnabled(not words and not self.busy)

    def confirm(self) -> None:
        if self.submit.isEnabled():
            self.confirmed.emit(self.decision())

    def step_back(self) -> bool:
        """One step back within the form; False where it has only one."""
        return False

    def set_busy(self, busy: bool) -> None:
        """The decision is on its way: said at once, and not sent twice."""
        self.busy = busy
        self.submit.say(t("正在提交…") if busy else self.submit_words())
        self.check()

    def show_file(self, file: CaseFile) -> None:
        """The case has changed behind the form; what was typed stays."""
        self.file = file
        self.check()


class AcceptForm(Form):
    """Accepting warns of what is missing; the clerk decides."""

    def build(self) -> None:
        if words := missing_words(self.file):
            card = Card(self.theme, "wait")
            card.add(label(words, "strong"), label(t("可以先按 F3 一次告知补正。"), "note", "ink"))
            self.box.addWidget(card)
        super().build()


class TextForm(Form):
    """A decision that needs words of its own."""

    def build(self) -> None:
        self.field = QPlainTextEdit()
        self.field.setTabChangesFocus(True)
        self.field.setFixedHeight(self.theme.px(132))
        self.field.setPlainText(self.begin())
        self.field.textChanged.connect(self._typed)
        self.box.addWidget(label(self.question(), "strong"))
        self.box.addWidget(self.field)
        self.help()
        self.box.addWidget(self.what_follows())

    def question(self) -> str:
        raise NotImplementedError

    def begin(self) -> str:
        """What stands in the field at first."""
        raise NotImplementedError

    def keep(self, text: str) -> None:
        raise NotImplementedError

    def help(self) -> None:
        """Ready-made sentences under the field."""

    def problem(self) -> str:
        return "" if self.field.toPlainText().strip() else t("请先写明{what}。", what=self.question())

    def decision(self) -> Decision:
        return Decision(self.verb, text=self.field.toPlainText().strip())

    def first(self) -> QWidget:
        return self.field

    def _typed(self) -> None:
        self.keep(self.field.toPlainText())
        self.check()


class RejectForm(TextForm):
    """不予受理: the reason, which the notice carries word for word."""

    def question(self) -> str:
        return t("不予受理的理由")

    def begin(self) -> str:
        return self.typed.reason

    def keep(self, text: str) -> None:
        self.typed.reason = text

    def help(self) -> None:
        line = row(self.theme.grid // 2)
        for place, (caption, reason) in enumerate(REASONS, 1):
            made = chip(t(caption), "pill")
            made.setShortcut(f"Ctrl+{place}")
            made.setToolTip(f"Ctrl+{place}　{t(reason)}")
            made.clicked.connect(lambda _=False, reason=reason: self._say(t(reason)))
            line.addWidget(made)
        line.addStretch()
        self.box.addWidget(label(t("常用的理由，按 Ctrl+1 到 Ctrl+3 填入："), "note"))
        self.box.addLayout(line)

    def _say(self, reason: str) -> None:
        self.field.setPlainText(reason)
        self.field.moveCursor(self.field.textCursor().MoveOperation.End)
        self.field.setFocus()


class ConcludeForm(TextForm):
    """办结: the outcome, which the citizen reads."""

    def question(self) -> str:
        return t("办理结果")

    def begin(self) -> str:
        return first_outcome(self.file) if self.typed.outcome is None else self.typed.outcome

    def keep(self, text: str) -> None:
        self.typed.outcome = text
