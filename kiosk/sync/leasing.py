"""Numbers kept ready for the time without a line: blocks asked for ahead, given out from this journal alone."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from kiosk.domain.entry import Entry
from kiosk.domain.queue.bodies import Taken
from kiosk.domain.queue.decide import why_closed
from kiosk.domain.queue.numbers import write_number
from kiosk.domain.queue.rules import QueueRules, ServiceRule
from kiosk.domain.queue.state import Day, Lease, QueueState
from kiosk.domain.queue.words import queue_words
from kiosk.errors import Refused
from kiosk.journal.journal import Journal
from kiosk.sync.hall_time import hall_day
from kiosk.wire import LeaseRequest

AHEAD_DAYS = 2
"""Blocks are held for today and for tomorrow: a hub may be dead in the morning."""
ENOUGH = 5
"""So few numbers left in a day's blocks, and the next block is asked for."""


class Leasing:
    """This machine's blocks. How far each is used is counted in the transaction that writes the ticket's entry."""

    def __init__(self, journal: Journal, partition: str) -> None:
        self._journal = journal
        self.partition = partition

    def wanting(self) -> Sequence[LeaseRequest]:
        """What to ask for, so that there is enough of everything."""
        state = self._state()
        if state.rules is None:
            return ()
        first = date.fromisoformat(hall_day(self._journal, state))
        days = [(first + timedelta(days=one)).isoformat() for one in range(AHEAD_DAYS)]
        return [
            LeaseRequest(service.code, day)
            for day in days
            if not self._day(state, day).closed
            for service in state.rules.services
            if self._left(state, service, day) < ENOUGH
        ]

    def take(self, stream: str, wish: Taken) -> Entry:
        """An entry with the next number of a block, durable. Refused by the rules, and `no_numbers_left`."""
        state = self._state()
        rule = state.rules.service(wish.service) if state.rules else None
        if state.rules is None or rule is None:
            raise _no("unknown_service" if state.rules else "no_queue")
        _check_chain(state.rules, wish)
        day = hall_day(self._journal, state)
        closed = why_closed(state.rules, rule, state.days.get(day), self._journal.now())
        if closed and closed != "quota_spent":
            raise _no(closed)
        with self._journal.db.transaction():
            lease, value = self._next(state, wish.service, day)
            body = replace(wish, number=write_number(lease.prefix, value), lease=lease.id, day=day)
            self._journal.set_meta(_counter(lease), str(value))
            return self._journal.append(self.partition, stream, "ticket.taken", "system", body)

    def unheard(self, service: str, day: str) -> int:
        """How many numbers of a business this machine gave out that the queue, as known here, does not hold yet."""
        state = self._state()
        leases = self._mine(state, service, day)
        given = sum(self._used(lease) - lease.first + 1 for lease in leases)
        return given - sum(len(lease.used) for lease in leases)

    def over(self) -> list[tuple[str, Lease]]:
        """(day, block) of what is left over from days that the judge has closed."""
        days = [day for day in self._state().days.values() if day.closed]
        return [(day.day, one) for day in days for one in self._held(day) if self._used(one) < one.last]

    def use_up(self, lease: Lease) -> None:
        """From here on no number of it is given out."""
        self._journal.set_meta(_counter(lease), str(lease.last))

    def _next(self, state: QueueState, service: str, day: str) -> tuple[Lease, int]:
        for lease in self._mine(state, service, day):
            if self._used(lease) < lease.last:
                return lease, self._used(lease) + 1
        raise _no("no_numbers_left")

    def _left(self, state: QueueState, service: ServiceRule, day: str) -> int:
        return sum(lease.last - self._used(lease) for lease in self._mine(state, service.code, day))

    def _mine(self, state: QueueState, service: str, day: str) -> list[Lease]:
        return [one for one in self._held(self._day(state, day)) if one.service == service]

    def _held(self, day: Day) -> list[Lease]:
        mine = [one for one in day.leases.values() if one.terminal == self._journal.terminal and not one.returned]
        return sorted(mine, key=lambda one: one.first)

    def _day(self, state: QueueState, day: str) -> Day:
        return state.days.get(day, Day(day, 0))

    def _used(self, lease: Lease) -> int:
        """The last number given out of a block, here or as the judge knows."""
        counted = int(self._journal.meta(_counter(lease)) or 0)
        return max(counted, lease.first - 1, *lease.used, 0)

    def _state(self) -> QueueState:
        return self._journal.views.queue.state(self.partition)


def _check_chain(rules: QueueRules, wish: Taken) -> None:
    """Without the hub no number may be promised of a business whose numbers are counted."""
    rest = [rules.service(code) for code in wish.then]
    if any(one is None for one in rest):
        raise _no("unknown_service")
    if len({wish.service, *wish.then}) <= len(wish.then):
        raise _no("service_twice")
    if any(one and one.quota for one in rest):
        raise _no("chain_needs_hub")


def _counter(lease: Lease) -> str:
    return f"lease {lease.id}"


def _no(code: str) -> Refused:
    return Refused(code, queue_words(code))
