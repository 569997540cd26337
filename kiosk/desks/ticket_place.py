"""Where a number stands, for whoever holds its paper; and giving it back."""

import re
from dataclasses import replace

import msgspec

from kiosk.desks.hall_view import Estimate, day_of, matters, rules_of
from kiosk.desks.judging import QueueJudge
from kiosk.desks.live import LivePlace, live_place, placed
from kiosk.domain.person import normalise
from kiosk.domain.queue.bodies import Cancelled, Taken, ticket_stream
from kiosk.domain.queue.decide import FROM
from kiosk.domain.queue.words import queue_words
from kiosk.errors import Refused
from kiosk.journal.journal import Journal
from kiosk.queue_desk import PlaceWord, TicketPlace

CANCELLED = "ticket.cancelled"
RETURNABLE: frozenset[PlaceWord] = frozenset({*FROM[CANCELLED], "unheard"})
_TOKEN = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


class TicketPlaces:
    """Asks the queue as it is known here, fetched anew where there is a line."""

    def __init__(self, hall: str, journal: Journal, judge: QueueJudge, estimate: Estimate) -> None:
        self._hall = hall
        self._journal = journal
        self._judge = judge
        self._estimate = estimate

    def find(self, said: str) -> TicketPlace:
        """By what the ticket's code says, or by today's number. Refused `no_such_ticket`, `not_known_here`."""
        self._judge.refresh()
        token = read_token(said)
        return self._of_token(token)[1] if token else self._of_number(normalise(said))

    def cancel(self, said: str) -> TicketPlace:
        """Durable whatever the line does, `giving_back` until the judge has spoken. Refused `code_needed`."""
        token = read_token(said)
        if not token:
            raise _no("code_needed")
        self._judge.refresh()
        day, place = self._of_token(token)
        if not place.returnable:
            raise _no(f"is_{place.stands}")
        judged = self._judge.tell(ticket_stream(self._hall, day, place.number), CANCELLED, Cancelled("citizen"))
        return replace(place, stands="cancelled" if judged else "giving_back", returnable=False)

    def _of_token(self, token: str) -> tuple[str, TicketPlace]:
        """The day of a ticket, and its place."""
        try:
            found = live_place(self._journal, token, (self._hall,), self._estimate)
        except Refused:
            return self._unheard(token)
        return found.day, self._owned(found.day, _shown(found))

    def _of_number(self, number: str) -> TicketPlace:
        state = self._judge.state()
        day = day_of(state)
        ticket = day.tickets.get(number)
        if ticket is None:
            raise self._unknown()
        return _shown(placed(self._hall, state, day, ticket, self._estimate, self._journal.now()))

    def _unheard(self, token: str) -> tuple[str, TicketPlace]:
        """A number of this machine's own block that no verdict has come to yet."""
        entry = self._journal.entries.find(token)
        if entry is None or entry.kind != "ticket.taken" or entry.body is None:
            raise self._unknown()
        body = msgspec.json.decode(entry.body, type=Taken)
        if not body.number:
            raise self._unknown()
        rules = rules_of(self._judge.state())
        name = rules.name_of(body.service)
        windows, then = rules.windows_of(body.service), matters(rules, body.then)
        place = TicketPlace(body.number, name, "unheard", 0, None, windows, then=then)
        return body.day, self._owned(body.day, place)

    def _unknown(self) -> Refused:
        return _no("not_known_here" if self._judge.silent_since() else "no_such_ticket")

    def _owned(self, day: str, place: TicketPlace) -> TicketPlace:
        """As its holder may know it: what was given back and not judged yet is on its way."""
        waits = self._journal.entries.tentative(ticket_stream(self._hall, day, place.number))
        if any(one.kind == CANCELLED for one in waits):
            return replace(place, stands="giving_back")
        return replace(place, returnable=place.stands in RETURNABLE)


def _shown(found: LivePlace) -> TicketPlace:
    return TicketPlace(
        number=found.number,
        service_name=found.service_name,
        stands=found.state,
        ahead=found.ahead,
        estimate=found.estimate,
        windows=found.windows,
        window_name=found.at.window_name if found.at else "",
        done=found.done,
        then=found.then,
    )


def read_token(said: str) -> str:
    """The token in what a scanner typed of a ticket's code; '' where it is no code of ours."""
    last = said.strip().lower().rpartition("/")[2]
    return last if _TOKEN.fullmatch(last) else ""


def _no(code: str) -> Refused:
    return Refused(code, queue_words(code))
