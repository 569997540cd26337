"""The calling behind its keys: one step at a time, off the UI thread, and never one step twice."""

from collections.abc import Callable
from datetime import datetime, timedelta

from PySide6.QtCore import QObject, Signal

from kiosk.errors import Fault, Refused
from kiosk.queue_desk import CallDesk, Called, Seat
from ui.tasks import Tasks
from ui.texts import t
from ui.window.calling import CALL_KEYS, CALL_TITLES, DONE, CallVerb, onward_words, standing, why_not
from ui.window.wording import Alert, Level

CALM = timedelta(seconds=1.5)
"""A second press of the same key within this time is a slip of the finger: it would send home who was just called."""

Step = Callable[[CallDesk], Called | None]


class Caller(QObject):
    """What the clerk's keys do at `desk`. `seat` is the last one known, None before the first.

    `shown` is who stands in front of the window: it changes by what is done here, and never by news alone while
    somebody is served from the paper.
    """

    seated = Signal()
    began = Signal(str)
    """A step is on its way: said at once."""
    told = Signal(object)
    """An Alert: what has come of it."""
    came = Signal(str)
    """The receipt that the called citizen's ticket names."""
    homeless = Signal(object)
    """No window was chosen yet, or it is no more: the hall's, to choose from."""
    settled = Signal()

    def __init__(self, desk: CallDesk, tasks: Tasks, now: Callable[[], datetime]) -> None:
        super().__init__()
        self._desk, self._tasks, self._now = desk, tasks, now
        self._flying = ""
        self._asking, self._again = False, False
        self._called_at: datetime | None = None
        self._twice: frozenset[str] | None = None
        self.seat: Seat | None = None
        self.shown: Called | None = None

    @property
    def busy(self) -> bool:
        return bool(self._flying)

    def refresh(self) -> None:
        """There is news: look again, once more afterwards where it comes meanwhile."""
        if self._flying or self._asking:
            self._again = True
            return
        self._asking = True
        desk = self._desk
        self._tasks.op(self, lambda: _look(desk), "calls").success(self._looked).failure(self._not_looked)

    def next(self) -> None:
        """Call the next one, unless this is the same press once more."""
        if self._called_at and self._now() - self._called_at < CALM:
            if not self._flying and self.seat and self.seat.current:
                self._tell("wait", t("刚刚叫了 {number}，没有再叫", number=self.seat.current.number))
            return
        self._do("next", lambda desk: desk.call_next())

    def recall(self) -> None:
        self._do("recall", lambda desk: desk.recall())

    def start(self) -> None:
        self._do("start", lambda desk: desk.start())

    def finish(self) -> None:
        self._do("finish", lambda desk: desk.finish())

    def skip(self) -> None:
        self._do("skip", lambda desk: desk.skip())

    def hold(self) -> None:
        self._do("hold", lambda desk: desk.hold())

    def resume(self, number: str) -> None:
        self._do("resume", lambda desk: desk.resume(number))

    def transfer(self, to: str) -> None:
        self._do("transfer", lambda desk: desk.transfer(to))

    def put_back(self) -> None:
        self._do("back", lambda desk: desk.put_back())

    def pause(self, reason: str) -> None:
        def work(desk: CallDesk) -> None:
            desk.pause(reason)

        self._do("pause", work, t("暂停叫号了，按 {key} 恢复", key=CALL_KEYS["pause"]))

    def unpause(self) -> None:
        def work(desk: CallDesk) -> None:
            desk.unpause()

        self._do("pause", work, t("恢复叫号了"))

    def by_hand(self, number: str) -> None:
        """Serve the number on the paper: the hub will hear of it."""
        done = t("{number} 记为手工办理，主机恢复后自动并入", number=number.strip().upper())
        self._fly(t("正在记下…"), lambda desk: desk.by_hand(number), lambda called: done, from_paper=True)

    def sit(self, window: str) -> None:
        """This machine is that window of the hall from now on."""
        desk = self._desk
        if self._flying:
            return
        self._flying = t("正在换到这个窗口…")
        self.began.emit(self._flying)
        self._tasks.op(self, lambda: desk.at(window), "calls").success(self._moved).failure(self._failed)

    def windows(self) -> None:
        """Ask which windows the hall has; `homeless` carries the answer."""
        desk = self._desk
        self._tasks.op(self, desk.windows, "calls").success(self.homeless.emit).failure(self._say_trouble)

    def _do(self, verb: CallVerb, step: Step, done: str = "") -> None:
        if self._flying or self.seat is None:
            return
        if words := why_not(verb, self.seat):
            self._tell("wait", words)
            return
        onward = onward_words(verb, self.shown)

        def said(called: Called | None) -> str:
            return t("；").join(filter(None, (done or _done(verb, called), onward)))

        self._fly(t("正在{title}…", title=t(CALL_TITLES[verb])), step, said)

    def _fly(self, words: str, step: Step, done: Callable[[Called | None], str], from_paper: bool = False) -> None:
        if self._flying:
            return
        self._flying = words
        self.began.emit(words)
        desk = self._desk

        def work() -> tuple[Called | None, Seat]:
            called = step(desk)
            if not from_paper:
                desk.refresh()
            return called, desk.seat()

        def settle(answer: tuple[Called | None, Seat]) -> None:
            called, seat = answer
            self._settle(called, seat, done(called))

        self._tasks.op(self, work, "calls").success(settle).failure(self._failed)

    def _settle(self, called: Called | None, seat: Seat, words: str) -> None:
        self._flying = ""
        fresh = called is not None and called.state == "called"
        if fresh:
            self._called_at = self._now()
        here = called is not None and (called.by_hand or called.state in {"called", "serving"})
        self.shown = standing(seat) or (called if here else None)
        self._seat(seat)
        self._tell("good", words)
        if self.shown and (fresh or self.shown.by_hand) and self.shown.receipt:
            self.came.emit(self.shown.receipt)
        self._end()

    def _failed(self, trouble: Refused | Fault) -> None:
        self._flying = ""
        self._say_trouble(trouble)
        if isinstance(trouble, Fault):
            self._learn_how_it_stands()
        self._end()

    def _learn_how_it_stands(self) -> None:
        """Whether there is a line at all, and since when not."""
        desk = self._desk

        def work() -> Seat | None:
            desk.refresh()
            return _look(desk)

        self._tasks.op(self, work, "calls").success(self._looked).failure(self._say_trouble)

    def _end(self) -> None:
        self.settled.emit()
        if self._again:
            self._again = False
            self.refresh()

    def _looked(self, seat: Seat | None) -> None:
        self._asking = False
        if seat is None:
            self.windows()
        elif not self._flying:
            self._keep_in_front(seat)
            self._seat(seat)
        self._end_look()

    def _not_looked(self, trouble: Refused | Fault) -> None:
        self._asking = False
        if isinstance(trouble, Refused) and trouble.code == "unknown_window":
            self.windows()
        else:
            self._say_trouble(trouble)
        self._end_look()

    def _end_look(self) -> None:
        if self._again and not self._flying:
            self._again = False
            self.refresh()

    def _keep_in_front(self, seat: Seat) -> None:
        """Who is served from the paper stays in front when the hub comes back, until the clerk goes on."""
        now = standing(seat)
        if now is None and self.shown is not None and self.shown.by_hand:
            return
        self.shown = now

    def _seat(self, seat: Seat) -> None:
        before, self.seat = self.seat, seat
        if before and before.hall.stale_since and not seat.hall.stale_since:
            self._tell("good", t("大厅主机连上了，手工办理的已经并入"))
        self._mention_twice(seat)
        self.seated.emit()

    def _mention_twice(self, seat: Seat) -> None:
        """Once, when it comes to light."""
        known, self._twice = self._twice, frozenset(seat.twice)
        fresh = sorted(self._twice - known) if known is not None else []
        if fresh:
            self._tell("wait", t("{numbers} 别的窗口也叫过，已标记，不用再办", numbers="、".join(fresh)))

    def _moved(self, desk: CallDesk) -> None:
        self._desk, self._flying = desk, ""
        self.seat, self.shown, self._twice = None, None, None
        self._tell("good", t("已记住，下次打开还是这个窗口"))
        self.refresh()
        self.settled.emit()

    def _say_trouble(self, trouble: Refused | Fault) -> None:
        if isinstance(trouble, Fault):
            self._tell("wrong", t("{what}。{mend}", what=trouble.message, mend=trouble.mend))
        else:
            self._tell("wait", trouble.message)

    def _tell(self, level: Level, words: str) -> None:
        self.told.emit(Alert(level, words))


def _look(desk: CallDesk) -> Seat | None:
    """None where no window was chosen yet."""
    return desk.seat() if desk.window else None


def _done(verb: CallVerb, called: Called | None) -> str:
    return DONE[verb](called.number) if called else ""
