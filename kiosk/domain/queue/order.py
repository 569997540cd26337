"""Who is called next: first come first served within a class, shares between classes and between businesses.

Three choices, each a pure function of the day, so that the journal refolded gives the same calls:
1. whoever was sent to this very window, longest first;
2. among the window's businesses with somebody ready, the one that is owed most by its `weight`;
3. in that business a missed ticket whose turn has come again, else among the classes with somebody waiting the one
   that is owed most by its share, and in it the one who has waited longest.
"Owed most" is smooth weighted round robin: each choice credits every candidate with its weight and charges the chosen
one with the sum. Over any run in which the same candidates stay, each gets its share to within one call.
"""

from collections.abc import Mapping
from operator import itemgetter
from typing import Any, NamedTuple

from msgspec.structs import replace

from kiosk.domain.queue.rules import QueueRules
from kiosk.domain.queue.state import Day, Line, Window

SENT, BACK = "sent", "back"
Shares = Mapping[str, int]


class Pick(NamedTuple):
    """A ticket and why it: its lane, or `sent` to the window, or `back` after it was missed."""

    number: str
    service: str
    lane: str


def choose(day: Day, rules: QueueRules, code: str) -> Pick | None:
    """The ticket that window `code` calls next; None where nobody is ready for it."""
    window = day.windows.get(code, Window())
    if window.sent:
        number = min(window.sent, key=lambda one: day.tickets[one].since)
        return Pick(number, day.tickets[number].service, SENT)
    weights = _ready_services(day, rules, code)
    if not weights:
        return None
    service = owed(weights, window.credit)
    lane, number = _of_line(day.lines[service], rules.classes)
    return Pick(number, service, lane)


def charge(day: Day, rules: QueueRules, code: str, pick: Pick) -> tuple[Shares, Shares]:
    """The credits of the window's businesses and of the line's classes once the choice is paid for."""
    window, line = day.windows.get(code, Window()), day.lines[pick.service]
    if pick.lane == SENT:
        return window.credit, line.credit
    weights, shares = _ready_services(day, rules, code), _shares(line, rules.classes)
    return (
        charged(weights, window.credit, pick.service) if pick.service in weights else window.credit,
        charged(shares, line.credit, pick.lane) if pick.lane in shares else line.credit,
    )


def owed(weights: Shares, credit: Shares) -> str:
    """The candidate with the most credit after its weight is added; the first one among equals."""
    return max(weights, key=lambda one: credit.get(one, 0) + weights[one])


def charged(weights: Shares, credit: Shares, chosen: str) -> Shares:
    """Credits after a choice; whoever was no candidate starts anew."""
    if len(weights) == 1 and chosen in credit and len(credit) == 1:  # who gets every turn is owed what it was before
        return credit
    total = sum(weights.values())
    return {one: credit.get(one, 0) + weight - (total if one == chosen else 0) for one, weight in weights.items()}


def upcoming(line: Line, rules: QueueRules, count: int) -> tuple[str, ...]:
    """The next numbers of one business as things stand, at most `count`."""
    found: list[str] = []
    while len(found) < count and is_ready(line):
        lane, number = _of_line(line, rules.classes)
        found.append(number)
        credit = line.credit if lane == BACK else charged(_shares(line, rules.classes), line.credit, lane)
        line = without(line, number, called=line.called + 1, credit=credit)
    return tuple(found)


def ahead(line: Line, rules: QueueRules, lane: str) -> int:
    """How many are called before one who joins `lane` now: those in it, and those of classes with a larger share."""
    share = rules.classes[lane]
    return len(line.missed) + sum(
        len(numbers) for name, numbers in line.lanes.items() if name == lane or rules.classes.get(name, 1) > share
    )


def ahead_of(line: Line, rules: QueueRules, lane: str, number: str) -> int:
    """How many are called before a ticket that stands in `lane`."""
    own = line.lanes.get(lane, ())
    place = own.index(number) if number in own else len(own)
    return ahead(line, rules, lane) - len(own) + place


def is_ready(line: Line) -> bool:
    return any(line.lanes.values()) or _back(line) is not None


def without(line: Line, number: str, **changed: Any) -> Line:
    """The line after a ticket has left it, and with what that has `changed` besides."""
    lanes = {name: numbers for name, numbers in line.lanes.items() if numbers}
    for name, numbers in lanes.items():
        if number in numbers:
            at = numbers.index(number)
            lanes[name] = numbers[:at] + numbers[at + 1 :]
            return replace(line, lanes=lanes, **changed)
    missed = tuple(one for one in line.missed if one[1] != number)
    return replace(line, lanes=lanes, missed=missed, **changed)


def joined(line: Line, lane: str, number: str, since: int, day: Day) -> Line:
    """The line with a ticket in its lane, by the place from which it waits."""
    numbers = line.lanes.get(lane, ())
    at = len(numbers)
    while at and day.tickets[numbers[at - 1]].since > since:
        at -= 1
    return replace(line, lanes={**line.lanes, lane: (*numbers[:at], number, *numbers[at:])})


def _ready_services(day: Day, rules: QueueRules, code: str) -> Shares:
    rule, ready = rules.window(code), {}
    for one in rule.services if rule else ():
        line, service = day.lines.get(one), rules.service(one)
        if line is not None and service is not None and is_ready(line):
            ready[one] = service.weight
    return ready


def _shares(line: Line, classes: Shares) -> Shares:
    """The classes that wait, largest share first."""
    waiting = {lane: classes.get(lane, 1) for lane, numbers in line.lanes.items() if numbers}
    if len(waiting) < 2:
        return waiting
    return dict(sorted(sorted(waiting.items()), key=itemgetter(1), reverse=True))


def _of_line(line: Line, classes: Shares) -> tuple[str, str]:
    back = _back(line)
    if back is not None:
        return BACK, back
    lane = owed(_shares(line, classes), line.credit)
    return lane, line.lanes[lane][0]


def _back(line: Line) -> str | None:
    """A missed ticket for which enough others were called."""
    if not line.missed:
        return None
    due = [one for one in line.missed if one[0] <= line.called]
    return min(due)[1] if due else None
