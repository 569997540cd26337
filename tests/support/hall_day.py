"""A day in a hall of real processes, at many times its speed, in which everything dies at some time.

Kiosks, windows, boards and misfortune have a thread each and act at once, each by dice of its own.
"""

import heapq
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from random import Random

from kiosk.domain.queue.rules import QueueRules, ServiceRule, WindowRule
from tests.support.queue_hall import QueueHall, Server
from tests.support.seats import Seat

SERVICES = "abcd"
SERVICE_S, LOOK_S, IDLE_S = 300.0, 120.0, 20.0
"""Of the hall's own seconds: one service, from look to look at a board, until a window without work tries again."""
DAY_S = 8 * 3600.0
SYNC_EVERY = 8
"""Citizens at a kiosk between two exchanges, which its pump would do."""
LEASED = 120
"""Numbers in a block: kiosks are cut off for half of this day."""


@dataclass(frozen=True, slots=True)
class Size:
    """How large a day is; `lasts_s` in real seconds."""

    kiosks: int
    windows: int
    boards: int
    citizens: int
    misfortunes: int
    lasts_s: float

    @property
    def roles(self) -> list[str]:
        return ["kiosk"] * self.kiosks + ["window"] * self.windows + ["board"] * self.boards

    def real(self, seconds: float) -> float:
        return seconds * self.lasts_s / DAY_S


def day_rules(windows: int) -> QueueRules:
    """Four businesses; every window serves two. The zone is one in which it is noon, so that no night falls."""
    hour = datetime.now(UTC).hour
    services = tuple(ServiceRule(code, f"业务{code}", code.upper(), weight=1 + (code == "a")) for code in SERVICES)
    serves = tuple(
        WindowRule(str(one), f"{one}号窗口", (SERVICES[one % 4], SERVICES[(one + 1) % 4]))
        for one in range(1, windows + 1)
    )
    return QueueRules(services=services, windows=serves, timezone=f"Etc/GMT{hour - 12:+d}", lease_size=LEASED)


@dataclass
class Told:
    """What people in the hall know: numbers they were shown, papers they hold, and how often each thing happened."""

    shown: list[str] = field(default_factory=list)
    in_hand: set[str] = field(default_factory=set)
    happened: dict[str, int] = field(default_factory=dict)

    def count(self, what: str) -> None:
        self.happened[what] = self.happened.get(what, 0) + 1


class HallDay:
    """Runs one day; afterwards everything is up again and everybody has told what they have."""

    def __init__(self, here: QueueHall, seats: Sequence[Seat], size: Size, seed: int) -> None:
        self._here = here
        self._seats = seats
        self._size = size
        self._seed = seed
        self._evening = threading.Event()
        self.told = Told()

    def of(self, role: str) -> list[Seat]:
        return [seat for seat in self._seats if seat.role == role]

    def run(self) -> Told:
        lives = {"kiosk": self._kiosk, "window": self._window, "board": self._board}
        with ThreadPoolExecutor(len(self._seats) + 1, "seat") as pool:
            self._each(pool, lambda seat: seat.insists("sync"))
            work = [
                pool.submit(lives[seat.role], seat, Random(self._seed + number))
                for number, seat in enumerate(self._seats)
            ]
            work.append(pool.submit(Misfortune(self._here, self._seats, self._size, self.told).strike, self._evening))
            self._evening.wait(self._size.lasts_s)
            self._evening.set()
            for one in work:
                one.result()
            self._tell(pool)
        return self.told

    def _passes(self, seconds: float) -> None:
        """So much of the hall's time, or until the evening."""
        self._evening.wait(self._size.real(seconds))

    def _each(self, pool: ThreadPoolExecutor, do: Callable[[Seat], object]) -> None:
        for done in [pool.submit(do, seat) for seat in self._seats]:
            done.result()

    def _kiosk(self, seat: Seat, chance: Random) -> None:
        between = DAY_S * self._size.kiosks / self._size.citizens
        for citizen in range(self._size.citizens // self._size.kiosks):
            self._passes(chance.expovariate(1 / between) * 0.7)
            self._citizen(seat, chance)
            if citizen % SYNC_EVERY == 0:
                seat.does("sync")

    def _citizen(self, seat: Seat, chance: Random) -> None:
        first, second = chance.sample(SERVICES, 2)
        lane = chance.choice(["", "", "", "elder"])
        said = seat.does("take", service=first, priority=lane, then=[second] if chance.random() < 0.1 else [])
        if said is None or "number" not in said:
            why = (said.get("refused") or said["fault"]) if said else "died over it"
            self.told.count(f"no number: {why}")
            return
        self.told.shown.append(said["number"])
        self.told.count(f"taken from the {said['source']}")
        self.told.count("told how long") if said["estimate"] else None
        printed = seat.does("print")
        if printed and printed["done"]:
            self.told.in_hand.add(said["number"])

    def _window(self, seat: Seat, chance: Random) -> None:
        while not self._evening.is_set():
            if not self.told.in_hand:
                self._passes(IDLE_S)
                continue
            said = seat.does("call")
            if said and "number" in said:
                self._at_window(seat, said["number"], chance)
            elif said and "fault" in said:
                self._by_hand(seat, chance)
            else:
                self._passes(IDLE_S)

    def _at_window(self, seat: Seat, number: str, chance: Random) -> None:
        self.told.in_hand.discard(number)
        self.told.count("called")
        usual = ["start", "finish"]
        verbs = chance.choices([usual, ["recall", *usual], ["skip"], ["hold"], ["transfer"], []], [80, 6, 5, 3, 3, 3])[
            0
        ]
        for verb in verbs:
            seat.does("step", verb=verb, what=chance.choice(SERVICES) if verb == "transfer" else "")
            if verb == "start":
                self._passes(chance.expovariate(1 / SERVICE_S))

    def _by_hand(self, seat: Seat, chance: Random) -> None:
        """From the paper of whoever stands in front."""
        try:
            number = self.told.in_hand.pop()
        except KeyError:
            return
        if seat.does("step", verb="by_hand", what=number):
            self.told.count("served by hand")
        self._passes(chance.expovariate(1 / SERVICE_S))

    def _board(self, seat: Seat, chance: Random) -> None:
        while not self._evening.is_set():
            seat.does("hall")
            self._passes(LOOK_S)

    def _tell(self, pool: ThreadPoolExecutor) -> None:
        """Everybody sends what they have, the hall is called empty, and all hear of it."""
        self._each(pool, _sends_all)
        for seat in self.of("window"):
            while "number" in seat.insists("call"):
                seat.insists("step", verb="finish")
        self._each(pool, _sends_all)
        self._each(pool, lambda seat: seat.insists("sync"))


def _sends_all(seat: Seat) -> None:
    while seat.insists("sync") != 0:
        pass


STRIKES = {"hub": 3, "both hubs": 2, "platform": 2, "line": 6, "deaf line": 3, "kiosk": 3, "window": 4, "board": 1}
"""How often each misfortune comes, beside the others."""

OUTAGE = (0.01, 0.06)
"""How long what is broken stays so, as a share of the day."""


class Misfortune:
    """Strikes at even intervals by its dice; what it broke is mended a while later, and all of it by the evening."""

    def __init__(self, here: QueueHall, seats: Sequence[Seat], size: Size, told: Told) -> None:
        self._here = here
        self._seats = seats
        self._size = size
        self._told = told
        self._chance = Random(size.misfortunes)
        self._broken: list[tuple[float, int, Callable[[], object]]] = []
        self._down: set[int] = set()
        self._order = count()

    def strike(self, evening: threading.Event) -> None:
        breath, now = self._size.lasts_s / self._size.misfortunes, 0.0
        while not evening.wait(breath):
            now += breath
            self._mend(now)
            what = self._chance.choices(list(STRIKES), list(STRIKES.values()))[0]
            self._told.count(f"{what} struck")
            for mend in self._break(what):
                lasts = self._size.lasts_s * self._chance.uniform(*OUTAGE)
                heapq.heappush(self._broken, (now + lasts, next(self._order), mend))
        self._mend(float("inf"))

    def _mend(self, now: float) -> None:
        while self._broken and self._broken[0][0] <= now:
            heapq.heappop(self._broken)[2]()

    def _break(self, what: str) -> Iterator[Callable[[], object]]:
        """Break it; what mends it again."""
        if what in {"line", "deaf line"}:
            kiosks = [seat for seat in self._seats if seat.role == "kiosk"]
            seat = self._chance.choice(self._chance.choice([self._seats, kiosks]))
            seat.cut() if what == "line" else seat.deaf()
            yield seat.up
        elif what in {"kiosk", "window", "board"}:
            self._chance.choice([seat for seat in self._seats if seat.role == what]).kill()
        else:
            some = {"hub": [self._chance.choice(self._here.hubs)], "both hubs": self._here.hubs}
            for server in some.get(what, [self._here.platform]):
                yield from self._kill(server)

    def _kill(self, server: Server) -> Iterator[Callable[[], object]]:
        if id(server) in self._down:
            return
        self._down.add(id(server))
        server.kill()

        def start() -> None:
            server.start()
            self._down.discard(id(server))

        yield start
