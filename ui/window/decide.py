"""The right third: the one thing to decide now, at fixed places with fixed keys."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from kiosk.desk import CaseFile
from kiosk.errors import Fault, Refused
from ui.texts import t
from ui.theme import Theme
from ui.widgets.boxes import clear, column, row
from ui.widgets.labels import label
from ui.window.decisions import TITLES, Drafts, Option, Verb, options, why_not
from ui.window.forms import AcceptForm, ConcludeForm, Form, RejectForm
from ui.window.message import Message
from ui.window.return_form import ReturnForm
from ui.window.small import KeyButton, Pane

FORMS: dict[Verb, type[Form]] = {
    "accept": AcceptForm,
    "return": ReturnForm,
    "reject": RejectForm,
    "conclude": ConcludeForm,
    "merge": Form,
}


class Decide(Pane):
    """`decided` carries a Decision; `wanted_notice` asks for the notice as PDF."""

    decided = Signal(object)
    wanted_notice = Signal()

    def __init__(self, theme: Theme, drafts: Drafts) -> None:
        super().__init__("pane", spacing=theme.gap, margin=theme.gap)
        self._theme, self._drafts = theme, drafts
        self.file: CaseFile | None = None
        self.form: Form | None = None
        self.banner = Message(theme)
        self._stack = QStackedWidget()
        menu = QWidget()
        self._menu = column(theme.grid, 0, menu)
        self._stack.addWidget(menu)
        self.box.addWidget(self.banner)
        self.box.addWidget(self._stack, 1)
        self._say_nothing()

    def show_case(self, file: CaseFile) -> None:
        """A case was opened: what may be decided, or the form that was left open for it."""
        self.banner.dismiss()
        self._drop_form()
        self.file = file
        self._offer()
        if left_open := self._drafts.of(file.state.case).open:
            self._open(left_open)

    def hand_over(self, drafts: Drafts) -> None:
        """Another clerk sits here, with drafts of their own; no case is open."""
        self.banner.dismiss()
        self._drop_form()
        self.file, self._drafts = None, drafts
        clear(self._menu)
        self._say_nothing()

    def refresh(self, file: CaseFile) -> None:
        """The open case has changed; a form in hand stays with what was typed."""
        self.file = file
        self._offer()
        if self.form:
            self.form.show_file(file)

    def begin(self, verb: Verb) -> None:
        """Open the form of a decision, or say why it cannot be made now."""
        if self.file is None or (self.form and self.form.busy):
            return
        if words := why_not(verb, self.file):
            self.banner.show_trouble(Refused("not_now", t("{why}，现在不能这样办。", why=words)))
            return
        self.banner.dismiss()
        self._open(verb)
        if self.form:
            self.form.first().setFocus()

    def confirm(self) -> None:
        if self.form:
            self.form.confirm()

    def leave_form(self) -> bool:
        """Back to the choice; what was typed is kept. False where no form was open."""
        if self.form is None or self.form.busy:
            return False
        self.banner.dismiss()
        if not self.form.step_back():
            self._close()
        return True

    def busy(self, busy: bool) -> None:
        if self.form:
            self.form.set_busy(busy)

    def done(self, message: str, detail: str, confirmed: bool) -> None:
        """It was written: the form is over."""
        if self.file:
            self._drafts.drop(self.file.state.case)
        self._drop_form()
        self.tell(message, detail, confirmed)

    def tell(self, message: str, detail: str, good: bool = True) -> None:
        if good:
            self.banner.show_good(message, detail)
        else:
            self.banner.show_waiting(message, detail)

    def failed(self, trouble: Refused | Fault) -> None:
        """A rule or a fault said no: why, in a banner; what was typed stays."""
        self.busy(False)
        if self.form and isinstance(trouble, Refused):
            title = t(TITLES[self.form.verb])
            trouble = Refused(trouble.code, t("“{title}”没有生效：{why}", title=title, why=trouble.message))
        self.banner.show_trouble(trouble)

    def _open(self, verb: Verb) -> None:
        assert self.file is not None
        self._drop_form()
        typed = self._drafts.of(self.file.state.case)
        typed.open = verb
        self.form = FORMS[verb](self._theme, verb, self.file, typed)
        self.form.confirmed.connect(self.decided)
        self.form.cancelled.connect(self.leave_form)
        self._stack.addWidget(self.form)
        self._stack.setCurrentWidget(self.form)

    def _close(self) -> None:
        """The form is put away; its words are kept, but it does not open by itself again."""
        if self.file:
            self._drafts.of(self.file.state.case).open = None
        self._drop_form()

    def _drop_form(self) -> None:
        if self.form:
            self._stack.removeWidget(self.form)
            self.form.deleteLater()
            self.form = None

    def _say_nothing(self) -> None:
        self._menu.addWidget(label(t("先打开一件"), "question"))
        self._menu.addWidget(label(t("在左边用 ↑ ↓ 选一件，按 Enter 打开。\n能做的决定会出现在这里。"), "note"))
        self._menu.addStretch()

    def _offer(self) -> None:
        assert self.file is not None
        clear(self._menu)
        offered = options(self.file)
        possible = any(not option.why_not for option in offered)
        self._menu.addWidget(label(t("现在决定") if possible else t("这一件已经结束"), "question"))
        self._menu.addWidget(label(self.file.progress.state_words, "note"))
        for option in offered:
            self._menu.addWidget(self._button(option))
        self._conditions(self.file)
        self._menu.addStretch()
        notice = KeyButton(self._theme, t("看通知书（PDF）"), "Ctrl+P", "plain")
        notice.clicked.connect(self.wanted_notice)
        self._menu.addWidget(notice)

    def _conditions(self, file: CaseFile) -> None:
        """What the matter asks of an applicant: what the materials are held against."""
        guide = file.item.guide
        if guide is None or not guide.conditions:
            return
        self._menu.addSpacing(self._theme.gap)
        self._menu.addWidget(label(t("受理条件"), "strong"))
        for condition in guide.conditions:
            line = row(self._theme.grid)
            line.addWidget(label("·", "note", wrap=False), 0, Qt.AlignmentFlag.AlignTop)
            line.addWidget(label(condition, "note"), 1)
            self._menu.addLayout(line)

    def _button(self, option: Option) -> KeyButton:
        primary = option.verb == ("conclude" if self._accepted() else "accept") and not option.why_not
        kind = "primary" if primary else "decide"
        made = KeyButton(self._theme, option.title, option.key, kind, option.why_not or option.note)
        made.setEnabled(not option.why_not)
        made.clicked.connect(lambda _=False: self.begin(option.verb))
        return made

    def _accepted(self) -> bool:
        return self.file is not None and self.file.state.state == "accepted"
