"""The calling's place in the window: the strip, the questions that a key asks, and the caller behind both."""

from collections.abc import Callable, Sequence
from datetime import date, tzinfo

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from kiosk.queue_desk import Called, Seat, WindowPlace
from ui.texts import t
from ui.theme import Theme
from ui.window.call_strip import CallStrip
from ui.window.caller import Caller
from ui.window.calling import PRIORITIES, REASONS, STANDS, CallVerb, why_not
from ui.window.picker import Choice, Picker, Question
from ui.window.waiting import coming_words
from ui.window.wording import Alert, moment


class CallPlace(QObject):
    """`press` does what a key or a button says; where something must be chosen first, it asks."""

    def __init__(self, theme: Theme, caller: Caller, ground: QWidget, zone: tzinfo, today: Callable[[], date]) -> None:
        super().__init__(ground)
        self._zone, self._today = zone, today
        self.caller = caller
        self.strip = CallStrip(theme, zone, today)
        self.strip.hide()
        self.picker = Picker(theme, ground)
        self._asked_where = False
        self._typed = ""
        caller.seated.connect(self._show)
        caller.began.connect(self.strip.show_busy)
        caller.settled.connect(self.strip.show_settled)
        caller.told.connect(self.strip.show_news)
        caller.homeless.connect(self._ask_where)
        self.strip.pressed.connect(self.press)
        self.strip.change_window.connect(self.change_window)

    def press(self, verb: CallVerb) -> None:
        """What may not be done now is answered with why; a step on its way is not begun again."""
        seat, caller = self.caller.seat, self.caller
        if caller.busy or seat is None:
            return
        if words := why_not(verb, seat):
            self.strip.show_news(Alert("wait", words))
            return
        if verb == "next" and seat.hall.stale_since:
            self._ask_number()
        elif verb == "resume":
            self.picker.ask(self._whom(seat), caller.resume)
        elif verb == "transfer":
            self.picker.ask(_whither(seat), caller.transfer)
        elif verb == "pause":
            self._pause(seat)
        else:
            self._steps()[verb]()

    def change_window(self) -> None:
        self._asked_where = False
        self.caller.windows()

    def _steps(self) -> dict[CallVerb, Callable[[], None]]:
        caller = self.caller
        return {
            "next": caller.next,
            "recall": caller.recall,
            "start": caller.start,
            "finish": caller.finish,
            "skip": caller.skip,
            "hold": caller.hold,
            "back": caller.put_back,
        }

    def _pause(self, seat: Seat) -> None:
        if seat.paused is not None:
            self.caller.unpause()
            return
        choices = [Choice(t(reason), t(reason)) for reason in REASONS]
        hint = t("叫到的人照常办完，只是不再叫下一个。也可以自己写。")
        question = Question(t("为什么暂停？"), hint, t("暂停叫号"), choices, own="写明：{text}", field=t("原因"))
        self.picker.ask(question, self.caller.pause)

    def _ask_number(self) -> None:
        hint = t("大厅主机连不上。看来人手里的小票，输入号码，例如 A012；主机恢复后自动并入，并标明是手工办理。")
        field, verb = t("小票上的号码"), t("办这个号")
        question = Question(t("手工输号"), hint, verb, own="{text}", field=field, text=self._typed)
        self.picker.ask(question, self._serve_by_hand)

    def _serve_by_hand(self, number: str) -> None:
        """What was typed stays until it is taken."""
        self._typed = number
        self.caller.by_hand(number)

    def _ask_where(self, windows: Sequence[WindowPlace]) -> None:
        """Once by itself; again when the clerk asks."""
        self.strip.show()
        if self._asked_where:
            return
        self._asked_where = True
        names = {one.service: one.service_name for one in self.caller.seat.hall.waiting} if self.caller.seat else {}
        choices = [Choice(one.code, one.name, _what(one, names), _known_by(one, names)) for one in windows]
        hint = t("只选一次，本机会记住。输窗口号可以直接找到。")
        self.picker.ask(Question(t("本机是哪个窗口？"), hint, t("就是这个窗口"), choices), self.caller.sit)

    def _whom(self, seat: Seat) -> Question:
        choices = [Choice(one.number, one.number, self._aside(one)) for one in seat.aside]
        hint = t("取回以后，正在办的那一位就算办完。") if seat.current else t("选一位接着办。")
        return Question(t("取回哪一位？"), hint, t("请这位来办"), choices)

    def _aside(self, one: Called) -> str:
        when = moment(one.called_at, self._zone, self._today())
        parts = (t(STANDS.get(one.state, "")), one.service_name, t(PRIORITIES.get(one.priority, "")), when)
        return " · ".join(filter(None, parts))

    def _show(self) -> None:
        if self.caller.shown and self.caller.shown.by_hand:
            self._typed = ""
        if self.caller.seat is not None:
            self.strip.show_seat(self.caller.seat, self.caller.shown)
            if self.caller.busy:
                self.strip.lock()
            self.strip.show()


def _what(place: WindowPlace, names: dict[str, str]) -> str:
    """What a window does, and whom it has."""
    services = "、".join(names.get(code, code) for code in place.services)
    return " · ".join(filter(None, (services, t("正在办 {number}", number=place.current) if place.current else "")))


def _known_by(place: WindowPlace, names: dict[str, str]) -> str:
    return " ".join((place.code, *(names.get(code, code) for code in place.services)))


def _whither(seat: Seat) -> Question:
    """Businesses first, then the other windows."""
    names = {one.service: one.service_name for one in seat.hall.waiting}
    businesses = [
        Choice(one.service, one.service_name, t("等候 {count} 人　{next}", count=one.count, next=coming_words(one)))
        for one in seat.hall.waiting
    ]
    windows = [
        Choice(f"window:{one.code}", one.name, _what(one, names), _known_by(one, names))
        for one in seat.windows
        if one.code != seat.window.code
    ]
    hint = t("按原来取号的时间排。") if seat.keeps_time else t("排到那边的最后。")
    return Question(t("转到哪里？"), hint, t("转过去"), [*businesses, *windows])
