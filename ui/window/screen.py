"""The window whole: the queue, the case, the decision, and the keys that lead from one to the other."""

from collections.abc import Callable, Mapping
from datetime import date, tzinfo
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QStackedWidget, QWidget

from kiosk.desk import CaseFile, CaseRow, LinkState, WindowDesk
from kiosk.domain.bodies import Attachment
from kiosk.domain.progress import Progress
from kiosk.errors import Fault, Refused
from ui.rounds import Rounds
from ui.tasks import Tasks
from ui.texts import t
from ui.theme import Theme
from ui.widgets.boxes import column, row, upright
from ui.window.call_place import CallPlace
from ui.window.caller import Caller
from ui.window.calling import CallVerb
from ui.window.case import CasePane
from ui.window.decide import Decide
from ui.window.decisions import Decision, Drafts, Verb, act, change_words, outcome_words
from ui.window.folder import Folder
from ui.window.foot import foot
from ui.window.inbox import Change
from ui.window.key_sheet import KeySheet
from ui.window.keys import bind
from ui.window.officer import OfficerPage
from ui.window.queue import Queue
from ui.window.shelves import SHELVES
from ui.window.small import window_style
from ui.window.top import Top
from ui.window.veil import Veil, let_keys_rest_under
from ui.window.wording import Alert, line_light

NOTICE = "notice"
"""Where a notice lies among the open case's files; no file's hash is called so."""


class WindowScreen(QWidget):
    """A clerk's workplace on `desk`; what may block goes through `tasks`. `refresh` may be called at any time."""

    refreshed = Signal()
    opened = Signal(str)
    settled = Signal()
    """A decision has been answered, whatever the answer is."""

    def __init__(
        self,
        desk: WindowDesk,
        tasks: Tasks,
        theme: Theme,
        today: Callable[[], date],
        zone: tzinfo,
        caller: Caller | None = None,
    ) -> None:
        """`caller` where the window stands in a hall with a queue."""
        super().__init__()
        self.setProperty("ground", "paper")
        self.setStyleSheet(window_style(theme))
        self._desk, self.tasks, self._theme, self._today, self._zone = desk, tasks, theme, today, zone
        self.officer = ""
        self._rounds = Rounds()
        self._own = False
        self._wanted, self._resting, self._online = "", False, True
        self._who = ""
        self._rows: Mapping[str, CaseRow] = {}
        self._folder = Folder(tasks, desk.file)
        self.top = Top(theme)
        self.queue = Queue(theme, zone, today)
        self.case = CasePane(theme, self._folder, zone, today)
        self.decide = Decide(theme, Drafts())
        self.sign = OfficerPage(theme, desk, tasks)
        self._drafts: dict[str, Drafts] = {}
        self._pages = QStackedWidget()
        self.work = QWidget()
        self.calls = CallPlace(theme, caller, self.work, zone, today) if caller else None
        self.sheet = KeySheet(theme, self.work)
        self._build()
        self._connect()
        bind(self)
        tasks.op(self, desk.place).success(self.top.show_place)
        self.refresh()
        self.change_officer()

    def refresh(self) -> None:
        """Ask the desk what there is now; asked again meanwhile, it asks once more afterwards."""
        if self._resting or (self.sign.registered and self._pages.currentWidget() is self.sign):
            return
        if self._rounds.begin():
            self.tasks.op(self, self._look).success(lambda told: self._listed(*told)).failure(self._not_listed)

    def _look(self) -> tuple[Change, LinkState]:
        """On the desk's thread: thousands of rows are put in order there."""
        return self.queue.inbox.plan(self._desk.cases()), self._desk.link()

    def refresh_calls(self) -> None:
        """There is news from the hall; nobody is asked before the clerk is here."""
        if self.calls and self.officer and not self._resting:
            self.calls.caller.refresh()

    def rest(self) -> None:
        """Ask nothing more: the window is closing."""
        self._resting = True

    def open_case(self, case: str) -> None:
        """Show a case, unless a decision is on its way."""
        if self.decide.form and self.decide.form.busy:
            return
        self._wanted = case
        asked = self.tasks.op(self, lambda: self._desk.case(case))
        asked.success(self._opened).failure(self.decide.failed)

    def change_officer(self) -> None:
        self._pages.setCurrentWidget(self.sign)
        self.sign.ask(self.officer)

    def leave_seat(self) -> None:
        """Nobody has touched anything for long: cover everything and ask who is there."""
        if self._pages.currentWidget() is self.work:
            self._pages.setCurrentWidget(self.sign)
            self.sign.ask(self.officer, "idle")

    def show_shelf(self, number: int) -> None:
        """Open a shelf by its number, 1 first."""
        self.queue.show_shelf(SHELVES[number - 1][0])

    def show_notice(self) -> None:
        """The notice of the open case as PDF, in the viewer."""
        if (file := self.case.file) is None:
            return
        asked = self.tasks.op(self, lambda: self._desk.notice(file.state.case))
        asked.success(self._lay_notice).failure(self.decide.failed)

    def call(self, verb: CallVerb) -> None:
        if self.calls:
            self.calls.press(verb)

    def change_window(self) -> None:
        if self.calls:
            self.calls.change_window()

    def show_keys(self) -> None:
        self.sheet.open_on(self.sheet)

    def open_the_callers(self) -> None:
        """The case that the ticket in front of the window names."""
        shown = self.calls.caller.shown if self.calls else None
        if shown and shown.receipt:
            self._open_receipt(shown.receipt)

    def escape(self) -> None:
        """One step back, from wherever one is."""
        if self.queue.leave_search():
            return
        if self.decide.leave_form():
            if self.decide.form is None:
                self.queue.take_focus()
        elif not self.case.read():
            self.queue.take_focus()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        width, px = self.width(), self._theme.px
        self.queue.setFixedWidth(min(px(440), max(px(308), width * 24 // 100)))
        self.decide.setFixedWidth(min(px(480), max(px(352), width * 26 // 100)))

    def _build(self) -> None:
        box = column(0, 0, self.work)
        middle = row(0)
        for part in (self.queue, upright(), self.case, upright(), self.decide):
            middle.addWidget(part, 1 if part is self.case else 0)
        box.addWidget(self.top)
        if self.calls:
            box.addWidget(self.calls.strip)
        box.addLayout(middle, 1)
        box.addWidget(foot(self._theme))
        self._pages.addWidget(self.sign)
        self._pages.addWidget(self.work)
        column(0, 0, self).addWidget(self._pages)

    def _connect(self) -> None:
        self.queue.opened.connect(self.open_case)
        self.case.merge.connect(lambda: self.decide.begin("merge"))
        self.decide.decided.connect(self._send)
        self.decide.wanted_notice.connect(self.show_notice)
        self.top.change_officer.connect(self.change_officer)
        self.sign.signed.connect(self._signed)
        veils: list[Veil] = [self.sheet]
        if self.calls:
            veils.append(self.calls.picker)
            self.calls.strip.help.connect(self.show_keys)
            self.calls.caller.came.connect(self._came)
        let_keys_rest_under(veils, self.work)

    def _came(self, receipt: str) -> None:
        """The called citizen's case, unless the clerk has a form in hand: then it waits for its key."""
        if self.decide.form is None:
            self._open_receipt(receipt)

    def _open_receipt(self, receipt: str) -> None:
        case = next((row.case for row in self._rows.values() if row.receipt == receipt), "")
        if case:
            self.open_case(case)
        elif self.calls:
            words = t("{receipt} 不在本窗口的办件里，可能归别的部门", receipt=receipt)
            self.calls.strip.show_news(Alert("wait", words))

    def _signed(self, name: str) -> None:
        if self.sign.who != self._who:
            self._hand_over(self.sign.who)
        self.officer = name
        self.top.show_officer(name)
        self._pages.setCurrentWidget(self.work)
        self.refresh()
        self.queue.take_focus()
        self.refresh_calls()

    def _hand_over(self, who: str) -> None:
        """Another clerk: what the one before had open and half written is not for these eyes, and waits for its own."""
        self._who, self._wanted = who, ""
        self.case.close_case()
        self.queue.show_open("")
        self.queue.search.clear()
        self.decide.hand_over(self._drafts.setdefault(who, Drafts()))

    def _listed(self, change: Change, link: LinkState) -> None:
        self._rows = change.after.shelves.rows
        taken = self.queue.take(change)
        self.top.show_line(line_light(link, self._zone, self._today()))
        if link.online and not self._online:
            self.case.fetch_again()
        self._online = link.online
        if self.case.file:
            self._reread(self.case.file)
        self._looked(enough=taken)

    def _not_listed(self, trouble: Refused | Fault) -> None:
        self.decide.failed(trouble)
        self._looked()

    def _looked(self, enough: bool = True) -> None:
        again = self._rounds.over()
        self.refreshed.emit()
        if again or not enough:
            self.refresh()

    def _opened(self, file: CaseFile) -> None:
        case = file.state.case
        if case != self._wanted:
            return
        self.queue.show_open(case)
        self.case.show_case(file, self._rows.get(case))
        self.decide.show_case(file)
        self.opened.emit(case)

    def _reread(self, before: CaseFile) -> None:
        """The open case may have changed: by us, by the judge, by the citizen."""
        case = before.state.case
        self.tasks.op(self, lambda: self._desk.case(case)).success(lambda now: self._changed(before, now))

    def _changed(self, before: CaseFile, now: CaseFile) -> None:
        own, self._own = self._own, False
        if self.case.file is not before or now == before:
            return
        self.case.refresh(now, self._rows.get(now.state.case))
        self.decide.refresh(now)
        if news := change_words(before, now, own):
            self.decide.tell(*news)

    def _lay_notice(self, data: bytes) -> None:
        self._folder.keep(NOTICE, data)
        self.case.look_at(t("通知书"), Attachment("", NOTICE, "", "application/pdf", len(data)))

    def _send(self, decision: Decision) -> None:
        """Make the decision; its answer is the judge's word, or that it waits for it."""
        assert self.case.file is not None
        state = self.case.file.state
        self.decide.busy(True)
        work = partial(act, self._desk, state.case, decision, self.officer, state.duplicate_of)
        self.tasks.op(self, work).success(lambda progress: self._done(decision.verb, progress)).failure(self._failed)

    def _done(self, verb: Verb, progress: Progress) -> None:
        self._own = True
        self.decide.done(*outcome_words(verb, progress))
        self.queue.take_focus()
        self.refresh()
        self.settled.emit()

    def _failed(self, trouble: Refused | Fault) -> None:
        self.decide.failed(trouble)
        if isinstance(trouble, Refused) and self.case.file:
            self._own = True
            self.refresh()
        self.settled.emit()
