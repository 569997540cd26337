"""A window's side of the queue: `kiosk.queue_desk.CallDesk` on a real machine."""

from collections.abc import Callable
from datetime import datetime

from kiosk.desks.hall_view import Estimate, called, day_of, hall_view, rules_of
from kiosk.desks.judging import QueueJudge
from kiosk.domain.entry import Judged
from kiosk.domain.queue.bodies import AtWindow, ByHand, Paused, Transferred, ticket_stream, window_stream
from kiosk.domain.queue.state import Day, QueueState, Ticket, Window
from kiosk.domain.queue.words import queue_words
from kiosk.errors import Refused
from kiosk.queue_desk import Called, HallView, Stands


class Calls:
    """What window `window` of a hall does. Where the hub cannot be asked only `by_hand` and pausing are left."""

    def __init__(
        self,
        hall: str,
        hall_name: str,
        window: str,
        judge: QueueJudge,
        estimate: Estimate,
        now: Callable[[], datetime],
    ) -> None:
        self._hall = hall
        self._hall_name = hall_name
        self._window = window
        self._judge = judge
        self._estimate = estimate
        self._now = now

    def call_next(self) -> Called:
        judged = self._ask_at_window("window.called_next")
        return self._seen(judged, str(judged.verdict.result["ticket"]), "called", 1)

    def recall(self) -> Called:
        ticket = self._current_ticket()
        return self._seen(self._step(ticket, "ticket.recalled"), ticket.number, "called", ticket.calls + 1)

    def skip(self) -> Called:
        return self._end("ticket.missed", "missed")

    def hold(self) -> Called:
        return self._end("ticket.held", "held")

    def resume(self, number: str) -> Called:
        self._judge.refresh()
        ticket = self._known(number)
        return self._seen(self._step(ticket, "ticket.resumed"), number, "called", 1)

    def start(self) -> Called:
        return self._end("ticket.started", "serving")

    def finish(self) -> Called:
        return self._end("ticket.finished", "finished")

    def transfer(self, to: str) -> Called:
        """To a business by its code, or to `window:<code>`."""
        ticket = self._current_ticket()
        stream = self._stream(ticket.number)
        judged = self._judge.ask(stream, "ticket.transferred", Transferred(self._window, to))
        return self._seen(judged, ticket.number, "finished", ticket.calls)

    def by_hand(self, number: str) -> Called:
        """Durable here; the judge hears of it when there is a line, and marks what was called elsewhere too."""
        self._rule()
        entry = self._judge.note(self._stream(number), "ticket.served_by_hand", ByHand(self._window))
        return self._shown(number, "finished", 0, entry.at.wall, by_hand=True)

    def pause(self, reason: str) -> None:
        self._judge.note(self._own_stream(), "window.paused", Paused(self._window, reason))

    def unpause(self) -> None:
        self._judge.note(self._own_stream(), "window.unpaused", AtWindow(self._window))

    def current(self) -> Called | None:
        """Whom this window serves, as the judge has it."""
        self._judge.refresh()
        state = self._judge.state()
        ticket = _at(day_of(state), self._window)
        return called(rules_of(state), ticket) if ticket else None

    def hall(self) -> HallView:
        stale = self._judge.silent_since()
        return hall_view(self._hall_name, self._judge.state(), self._estimate, self._now(), stale)

    def _ask_at_window(self, kind: str) -> Judged:
        return self._judge.ask(self._own_stream(), kind, AtWindow(self._window))

    def _end(self, kind: str, becomes: Stands) -> Called:
        ticket = self._current_ticket()
        return self._seen(self._step(ticket, kind), ticket.number, becomes, ticket.calls)

    def _step(self, ticket: Ticket, kind: str) -> Judged:
        return self._judge.ask(self._stream(ticket.number), kind, AtWindow(self._window))

    def _current_ticket(self) -> Ticket:
        self._judge.refresh()
        ticket = _at(day_of(self._judge.state()), self._window)
        if ticket is None:
            raise Refused("no_current", queue_words("no_current"))
        return ticket

    def _known(self, number: str) -> Ticket:
        ticket = day_of(self._judge.state()).tickets.get(number)
        if ticket is None:
            raise Refused("no_such_ticket", queue_words("no_such_ticket"))
        return ticket

    def _rule(self) -> None:
        if rules_of(self._judge.state()).window(self._window) is None:
            raise Refused("unknown_window", queue_words("unknown_window"))

    def _seen(self, judged: Judged, number: str, becomes: Stands, calls: int) -> Called:
        return self._shown(number, becomes, calls, judged.judged_at, service=judged.verdict.result.get("service", ""))

    def _shown(
        self, number: str, becomes: Stands, calls: int, at: str, *, by_hand: bool = False, service: str = ""
    ) -> Called:
        """From what is known already: the story itself comes with the next news."""
        state = self._judge.state()
        rules = rules_of(state)
        known = day_of(state).tickets.get(number)
        window = rules.window(self._window)
        return Called(
            number=number,
            service_name=rules.name_of(service or (known.service if known else "")),
            window=self._window,
            window_name=window.name if window else "",
            calls=calls,
            called_at=at,
            state=becomes,
            by_hand=by_hand,
            then=tuple(map(rules.name_of, known.then)) if known else (),
        )

    def _stream(self, number: str) -> str:
        return ticket_stream(self._hall, self._judge.state().day, number)

    def _own_stream(self) -> str:
        return window_stream(self._hall, self._window)


def _at(day: Day, window: str) -> Ticket | None:
    return day.tickets.get(day.windows.get(window, Window()).current)


class Board:
    """A board's side: it looks, and says since when it has not heard anything."""

    def __init__(self, hall_name: str, judge: QueueJudge, estimate: Estimate, now: Callable[[], datetime]) -> None:
        self._hall_name = hall_name
        self._judge = judge
        self._estimate = estimate
        self._now = now

    def hall(self) -> HallView:
        stale = self._judge.silent_since()
        return hall_view(self._hall_name, self.state(), self._estimate, self._now(), stale)

    def state(self) -> QueueState:
        return self._judge.state()
