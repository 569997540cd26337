"""A board's desk in memory: a hall of forty windows, called as a test says, on a clock that the test moves."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from kiosk.board_desk import BoardView, WindowNow
from kiosk.clock import iso
from kiosk.queue_desk import Called, HallView, Range, Stands, Waiting

MORNING = datetime(2026, 11, 20, 1, 32, tzinfo=UTC)
"""Half past nine in the hall."""
HALL = "广安区政务服务大厅"
SERVICES = ("综合受理", "社保医保", "公安户政出入境", "税务", "工程建设", "社会事务", "农林水")
LONG = ("工程建设项目审批与不动产登记综合受理", "公安户政与出入境证件及居住证办理")
RANGES = (Range(5, 10), Range(20, 35), None, Range(10, 10), Range(1, 5), Range(105, 140), Range(15, 25))


@dataclass
class BoardClock:
    """Stands still until it is moved."""

    boot: str = "boot"
    ms: int = 1_000_000
    began: int = 1_000_000

    def now(self) -> datetime:
        return MORNING + timedelta(milliseconds=self.ms - self.began)

    def monotonic_ms(self) -> int:
        return self.ms


@dataclass
class BoardHall:
    """What `BoardDesk` promises."""

    clock: BoardClock = field(default_factory=BoardClock)
    services: Sequence[str] = SERVICES
    windows: int = 40
    called: dict[str, Called] = field(default_factory=dict)
    paused: dict[str, str] = field(default_factory=dict)
    waiting: bool = True
    closed: str = ""
    stale_since: str = ""
    notices: tuple[str, ...] = ("下午四时后不再发放工程建设业务的号，请改天再来或网上办理",)

    def call(self, number: str, window: int, state: Stands = "called", calls: int = 1) -> None:
        self.called[number] = Called(
            number=number,
            service_name=self.services[ord(number[0]) - ord("A")],
            window=str(window),
            window_name=f"{window}号窗口",
            calls=calls,
            called_at=iso(self.clock.now()),
            state=state,
            by_hand=False,
        )

    def stands(self, number: str, state: Stands) -> None:
        """As the judge has it: a missed ticket is at no window any more."""
        one = self.called[number]
        at = ("", "") if state == "missed" else (one.window, one.window_name)
        self.called[number] = replace(one, state=state, window=at[0], window_name=at[1])

    def view(self) -> BoardView:
        calls = sorted(self.called.values(), key=lambda one: one.called_at)
        return BoardView(
            hall=HallView(HALL, (), (), self._lines(), self.notices, self.stale_since),
            calls=calls,
            windows=[self._window(number) for number in range(1, self.windows + 1)],
            closed=self.closed,
            at=iso(self.clock.now()),
            timezone="Asia/Shanghai",
            times=3,
            volume=80,
        )

    def _lines(self) -> list[Waiting]:
        return [
            Waiting(
                f"s{place}",
                name,
                (place * 13 + 4) % 37 if self.waiting else 0,
                RANGES[place % len(RANGES)] if self.waiting else None,
                (),
                chr(ord("A") + place),
            )
            for place, name in enumerate(self.services)
        ]

    def _window(self, number: int) -> WindowNow:
        code = str(number)
        at = [one for one in self.called.values() if one.window == code and one.state in ("called", "serving")]
        now = max(at, key=lambda one: one.called_at, default=None)
        return WindowNow(code, code, f"{code}号窗口", tuple(self.services[:2]), now, self.paused.get(code))
