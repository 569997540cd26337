"""A window's side of the queue: `kiosk.queue_desk.CallDesk` on a real machine."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime

from kiosk.desks.hall_view import Estimate, called, day_of, hall_view, matters, rules_of
from kiosk.desks.judging import QueueJudge
from kiosk.desks.seat import places, seat
from kiosk.domain.entry import Judged
from kiosk.domain.queue.bodies import (
    AtWindow,
    ByHand,
    Dropped,
    Paused,
    Transferred,
    ticket_stream,
    window_stream,
)
from kiosk.domain.queue.foresee import foreseen
from kiosk.domain.queue.numbers import split_number, write_number
from kiosk.domain.queue.rules import QueueRules
from kiosk.domain.queue.state import QueueState, Ticket, Window
from kiosk.domain.queue.words import queue_words
from kiosk.errors import Refused
from kiosk.queue_desk import Called, HallView, Seat, Stands, WindowPlace
from kiosk.sync.answers import LinkTrouble

NO_RULES = QueueRules(services=(), windows=())


class Calls:
    """What window `window` of a hall does.

    Facts (started, finished, missed, held, by hand, paused) are durable here and seen at once, with a line or without;
    wishes (next, recall, resume, transfer, put back) need the judge: LinkTrouble, and nothing is done.
    """

    def __init__(
        self,
        hall: str,
        hall_name: str,
        window: str,
        judge: QueueJudge,
        estimate: Estimate,
        now: Callable[[], datetime],
        remember: Callable[[str], None] = lambda _: None,
    ) -> None:
        self._hall = hall
        self._hall_name = hall_name
        self.window = window
        self._judge = judge
        self._estimate = estimate
        self._now = now
        self._remember = remember

    def windows(self) -> Sequence[WindowPlace]:
        return places(self._judge.today())

    def at(self, window: str) -> "Calls":
        """Refused `unknown_window`; otherwise this machine is that window from now on, also when it starts again."""
        moved = Calls(self._hall, self._hall_name, window, self._judge, self._estimate, self._now, self._remember)
        moved.seat()
        self._remember(window)
        return moved

    def call_next(self) -> Called:
        judged = self._ask_at_window("window.called_next")
        return self._seen(judged, str(judged.verdict.result["ticket"]), "called", 1)

    def put_back(self) -> Called:
        """The last call was a mistake: its ticket waits in its old place, and whom it sent home is here again."""
        self._judge.reach()
        ticket = self._current_ticket()
        call = day_of(self._judge.today()).windows[self.window].call
        if ticket.state != "called" or not call:
            raise Refused("nothing_to_put_back", queue_words("nothing_to_put_back"))
        judged = self._judge.ask(self._own_stream(), "intent.dropped", Dropped(call))
        return self._seen(judged, ticket.number, "finished", 0)

    def recall(self) -> Called:
        self._judge.reach()
        ticket = self._current_ticket()
        judged = self._ask(ticket, "ticket.recalled")
        return self._seen(judged, ticket.number, "called", ticket.calls + 1)

    def skip(self) -> Called:
        return self._fact("ticket.missed", "missed")

    def hold(self) -> Called:
        return self._fact("ticket.held", "held")

    def resume(self, number: str) -> Called:
        self._judge.reach()
        ticket = self._known(number)
        return self._seen(self._ask(ticket, "ticket.resumed"), number, "called", 1)

    def start(self) -> Called:
        return self._fact("ticket.started", "serving")

    def finish(self) -> Called:
        return self._fact("ticket.finished", "finished")

    def transfer(self, to: str) -> Called:
        """To a business by its code, or to `window:<code>`."""
        self._judge.reach()
        ticket = self._current_ticket()
        stream = self._stream(ticket.number)
        judged = self._judge.ask(stream, "ticket.transferred", Transferred(self.window, to))
        return self._seen(judged, ticket.number, "finished", ticket.calls)

    def by_hand(self, number: str) -> Called:
        """Durable here; the judge hears of it when there is a line, and marks what was called elsewhere too.

        Whoever was at the window is done. Refused `unknown_window`, `number_unclear`.
        """
        number = self._as_printed(number)
        here = self._at_hand()
        if here is not None and here.number != number:
            self._judge.note(self._stream(here.number), "ticket.finished", AtWindow(self.window))
        known = day_of(foreseen(self._judge.today(), self._judge.unjudged())).tickets.get(number)
        entry = self._judge.note(self._stream(number), "ticket.served_by_hand", ByHand(self.window))
        return replace(self._shown(number, "finished", 0, entry.at.wall, known=known), by_hand=True)

    def pause(self, reason: str) -> None:
        self._judge.tell(self._own_stream(), "window.paused", Paused(self.window, reason))

    def unpause(self) -> None:
        self._judge.tell(self._own_stream(), "window.unpaused", AtWindow(self.window))

    def current(self) -> Called | None:
        """Whom this window serves."""
        self._judge.refresh()
        ticket = self._at_hand()
        return called(rules_of(self._judge.state()), ticket) if ticket else None

    def refresh(self) -> None:
        self._judge.refresh()

    def seat(self) -> Seat:
        """Refused `unknown_window`, `no_queue`."""
        state, unjudged = self._judge.today(), self._judge.unjudged()
        state = foreseen(state, unjudged)
        return seat(self.window, state, self._view(state), unjudged)

    def hall(self) -> HallView:
        return self._view(self._judge.today())

    def _view(self, state: QueueState) -> HallView:
        return hall_view(self._hall_name, state, self._estimate, self._now(), self._judge.silent_since())

    def _ask_at_window(self, kind: str) -> Judged:
        return self._judge.ask(self._own_stream(), kind, AtWindow(self.window))

    def _ask(self, ticket: Ticket, kind: str) -> Judged:
        return self._judge.ask(self._stream(ticket.number), kind, AtWindow(self.window))

    def _fact(self, kind: str, becomes: Stands) -> Called:
        """What is so, whether the judge hears it now or later."""
        with suppress(LinkTrouble):
            self._judge.reach()
        ticket = self._current_ticket()
        judged = self._judge.tell(self._stream(ticket.number), kind, AtWindow(self.window))
        at = judged.judged_at if judged else ticket.called_at
        return self._shown(ticket.number, becomes, ticket.calls, at, known=ticket)

    def _current_ticket(self) -> Ticket:
        ticket = self._at_hand()
        if ticket is None:
            raise Refused("no_current", queue_words("no_current"))
        return ticket

    def _at_hand(self) -> Ticket | None:
        """Who is at this window, with what it said itself since."""
        day = day_of(foreseen(self._judge.today(), self._judge.unjudged()))
        return day.tickets.get(day.windows.get(self.window, Window()).current)

    def _known(self, number: str) -> Ticket:
        ticket = day_of(self._judge.today()).tickets.get(number)
        if ticket is None:
            raise Refused("no_such_ticket", queue_words("no_such_ticket"))
        return ticket

    def _as_printed(self, typed: str) -> str:
        """A number as it stands on the paper, from what somebody typed."""
        rules = rules_of(self._judge.state())
        if rules.window(self.window) is None:
            raise Refused("unknown_window", queue_words("unknown_window"))
        prefix, value = split_number(typed.strip().upper())
        if prefix not in {*(one.prefix for one in rules.services), *rules.prefixes.values()} or not value:
            raise Refused("number_unclear", queue_words("number_unclear"))
        return write_number(prefix, value)

    def _seen(self, judged: Judged, number: str, becomes: Stands, calls: int) -> Called:
        known = day_of(self._judge.today()).tickets.get(number)
        service = str(judged.verdict.result.get("service", ""))
        return self._shown(number, becomes, calls, judged.judged_at, known=known, service=service)

    def _shown(
        self, number: str, becomes: Stands, calls: int, at: str, *, known: Ticket | None, service: str = ""
    ) -> Called:
        """A ticket as it was `known` before the step: the story itself comes with the next news.

        Rules that a restored judge took away with its answer come with them too: until then codes stand for names.
        """
        rules = self._judge.state().rules or NO_RULES
        window = rules.window(self.window)
        return Called(
            number=number,
            service_name=rules.name_of(service or (known.service if known else "")),
            window=self.window,
            window_name=window.name if window else "",
            calls=calls,
            called_at=at,
            state=becomes,
            by_hand=False,
            then=matters(rules, known.then) if known else (),
            priority=known.lane if known else "",
            receipt=known.receipt if known else "",
        )

    def _stream(self, number: str) -> str:
        return ticket_stream(self._hall, self._judge.today().day, number)

    def _own_stream(self) -> str:
        return window_stream(self._hall, self.window)
