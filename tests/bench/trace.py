"""A queue's history as rows, and its replay: each moment tells only what was known by then."""

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from heapq import heappop, heappush
from itertools import groupby
from pathlib import Path
from typing import Literal

from kiosk.domain.estimate import Observation
from kiosk.domain.estimate_watch import HeadStart, Watch


@dataclass(frozen=True, slots=True)
class Visit:
    """One customer: who, when (seconds of the day), and what became of them; `wait_s` is until served or gone."""

    day: int
    business: str
    rank: str
    arrival_s: int
    wait_s: int
    served: bool
    start_s: int
    service_s: int
    window: str


@dataclass(frozen=True, slots=True)
class Moment:
    """A visit arrives, or it is taken in by a window; either is seen with what was known when it arrived.

    The bank gave a customer a rank only once nobody was free, so that the rank tells who had to wait: `seen` is
    without it, and `seen_waiting`, for those who did wait, with it.
    """

    kind: Literal["arrives", "taken_in"]
    visit: Visit
    seen: Observation
    seen_waiting: Observation


def bank_order(business: str, rank: str | None) -> float:
    """As read from who overtook whom: priority customers gain 90 s, newcomers to the bank come after the others."""
    return (90.0 if rank == "2" else 0.0) - (180.0 if business == "NW" else 0.0)


def read(path: Path) -> list[Visit]:
    """From columns day,type,priority,arrival_s,wait_s,outcome,service_start_s,service_s,server."""
    with path.open(encoding="utf-8", newline="") as file:
        visits = [_visit(row) for row in csv.DictReader(file)]
    return sorted(visits, key=lambda visit: (visit.day, visit.arrival_s))


def _visit(row: dict[str, str]) -> Visit:
    arrival, start = int(row["arrival_s"]), int(row["service_start_s"])
    return Visit(
        day=int(row["day"]),
        business=row["type"],
        rank=row["priority"],
        arrival_s=arrival,
        wait_s=int(row["wait_s"]),
        served=row["outcome"] == "AGENT",
        start_s=max(arrival, start),
        service_s=int(row["service_s"]),
        window=row["server"],
    )


def replay(visits: Iterable[Visit], head_start: HeadStart = bank_order) -> Iterator[Moment]:
    """What happened in the order of time, every day on a hall that begins empty; `visits` in the order of `read`."""
    for _, day in groupby(visits, key=lambda visit: visit.day):
        yield from _Day(Watch(head_start)).run(day)


class _Day:
    def __init__(self, watch: Watch) -> None:
        self._watch = watch
        self._to_come: list[tuple[int, int, Visit]] = []
        self._seen: dict[int, tuple[Observation, Observation]] = {}
        self._serving: dict[str, int] = {}

    def run(self, visits: Iterable[Visit]) -> Iterator[Moment]:
        for number, visit in enumerate(visits):
            yield from self._until(visit.arrival_s)
            self._seen[number] = self._look(visit)
            yield Moment("arrives", visit, *self._seen[number])
            self._watch.arrive(str(number), visit.business, visit.rank, visit.arrival_s)
            ends = visit.start_s if visit.served else visit.arrival_s + visit.wait_s
            heappush(self._to_come, (ends, number, visit))
        yield from self._until(None)

    def _look(self, visit: Visit) -> tuple[Observation, Observation]:
        unranked, ranked = (self._watch.observe(visit.business, rank, visit.arrival_s) for rank in (None, visit.rank))
        return unranked, ranked

    def _until(self, now: int | None) -> Iterator[Moment]:
        while self._to_come and (now is None or self._to_come[0][0] <= now):
            at, number, visit = heappop(self._to_come)
            if self._serving.get(visit.window) == number:
                self._watch.finish(visit.window, at)
                del self._serving[visit.window]
            elif number in self._seen:
                yield from self._ends_waiting(at, number, visit)

    def _ends_waiting(self, at: int, number: int, visit: Visit) -> Iterator[Moment]:
        seen = self._seen.pop(number)
        if not visit.served:
            self._watch.leave(str(number))
            return
        self._watch.start(str(number), visit.window, at)
        self._serving[visit.window] = number
        heappush(self._to_come, (at + visit.service_s, number, visit))
        yield Moment("taken_in", visit, *seen)
