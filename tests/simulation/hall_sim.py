"""A hall made from a seed: a row for every citizen, as a real queue's trace has them."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from random import Random

from tests.bench.trace import Visit

OPENS_S, SHUTS_S = 9 * 3600, 17 * 3600
WINDOWS = {"1": "AB", "2": "AB", "3": "A", "4": "AC", "5": "BC", "6": "C", "7": "CD", "8": "D"}
SERVICE_S = {"A": 300, "B": 420, "C": 240, "D": 600}
ARRIVALS = {"A": 0.38, "B": 0.22, "C": 0.27, "D": 0.13}
RUSH = (0.9, 1.35, 1.2, 0.7, 0.5, 1.0, 1.1, 0.6)
"""How busy each hour of the day is."""

BETWEEN_ARRIVALS_S = 54.0
PATIENCE_S = 2400.0


@dataclass(slots=True)
class _Citizen:
    business: str
    rank: str
    arrival_s: int
    patience_s: int


@dataclass(slots=True)
class _Hall:
    day: int
    random: Random
    free_at: dict[str, int] = field(default_factory=lambda: dict.fromkeys(WINDOWS, OPENS_S))


def hall_order(business: str, rank: str | None) -> float:
    """Priority goes first, however late it comes."""
    return 86_400.0 if rank == "elder" else 0.0


def simulate(seed: int, days: int) -> list[Visit]:
    """All visits of `days` days in the order of day and arrival; windows take breaks, and some days are slow ones."""
    random = Random(seed)
    return [visit for day in range(1, days + 1) for visit in _day(_Hall(day, random))]


def _day(hall: _Hall) -> list[Visit]:
    slowness = hall.random.uniform(0.85, 1.15)
    line, visits = list(_arrivals(hall.random)), []
    while line:
        window = min(hall.free_at, key=lambda name: hall.free_at[name])
        visit = _call(hall, window, line, slowness)
        if visit:
            visits.append(visit)
    return sorted(visits, key=lambda visit: visit.arrival_s)


def _arrivals(random: Random) -> Iterator[_Citizen]:
    at = float(OPENS_S)
    while True:
        at += random.expovariate(RUSH[int(at - OPENS_S) // 3600] / BETWEEN_ARRIVALS_S)
        if at >= SHUTS_S:
            return
        business = random.choices(list(ARRIVALS), list(ARRIVALS.values()))[0]
        rank = "elder" if random.random() < 0.1 else ""
        yield _Citizen(business, rank, int(at), int(random.expovariate(1 / PATIENCE_S)))


def _call(hall: _Hall, window: str, line: list[_Citizen], slowness: float) -> Visit | None:
    """The window's next citizen, if need be one who is still to come; none where it serves nobody any more."""
    now = hall.free_at[window]
    ours = [citizen for citizen in line if citizen.business in WINDOWS[window]]
    if not ours:
        hall.free_at[window] = 86_400 * 2
        return None
    here = [citizen for citizen in ours if citizen.arrival_s <= now]
    if not here:
        hall.free_at[window] = ours[0].arrival_s
        return None
    citizen = min(here, key=lambda each: each.arrival_s - hall_order(each.business, each.rank))
    line.remove(citizen)
    waited = now - citizen.arrival_s
    if waited > citizen.patience_s:
        return _visit(hall, citizen, citizen.patience_s)
    took = max(15, int(hall.random.gammavariate(1.6, SERVICE_S[citizen.business] * slowness / 1.6)))
    pause = 900 if hall.random.random() < 0.01 else 5
    hall.free_at[window] = now + took + pause
    return _visit(hall, citizen, waited, now, took, window)


def _visit(hall: _Hall, citizen: _Citizen, waited: int, start: int = 0, took: int = 0, window: str = "") -> Visit:
    return Visit(
        day=hall.day,
        business=citizen.business,
        rank=citizen.rank,
        arrival_s=citizen.arrival_s,
        wait_s=waited,
        served=bool(window),
        start_s=start,
        service_s=took,
        window=window,
    )
