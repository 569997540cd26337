"""取号小票: the number, for whom it waits, how long about, where, and what becomes of a missed call. Nobody's name."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from kiosk.papers.documents.shared import minute
from kiosk.papers.paper import Block, Fact, Heading, Listing, Paper, Paragraph, Qr, Row, Rule


@dataclass(frozen=True, slots=True)
class TicketFacts:
    """What a ticket says. `wait` in whole minutes, from and to, where somebody can tell; `at` in hall time.

    `alone`: given out without the hub, by what this machine knew; `then` the businesses that follow on the same
    number, each with its windows.
    """

    hall_name: str
    number: str
    service: str
    ahead: int
    wait: tuple[int, int] | None
    windows: tuple[str, ...]
    at: datetime
    recalls: int
    back_after: int
    returns: int
    qr: str
    alone: bool = False
    then: tuple[tuple[str, tuple[str, ...]], ...] = ()


def ticket_paper(facts: TicketFacts) -> Paper:
    """The paper for 80 mm, its number first."""
    return Paper(facts.hall_name, facts.service, facts.number, "call", tuple(_blocks(facts)))


def _blocks(facts: TicketFacts) -> Iterator[Block]:
    yield Fact("前面还有", ahead_words(facts.ahead, facts.alone), strong=True)
    if facts.alone:
        yield Fact("大约等候", "现在说不准")
    elif facts.wait is not None:
        yield Fact("大约等候", wait_words(*facts.wait))
    yield Fact("办理窗口", windows_words(facts.windows))
    yield Fact("取号时间", minute(facts.at))
    if facts.then:
        yield Rule()
        yield from _chain(facts)
    yield Rule()
    yield Heading("听到叫号请到窗口")
    yield Paragraph(missed_words(facts.recalls, facts.back_after, facts.returns))
    if facts.qr:
        yield Qr(facts.qr, "扫码看现在叫到几号，\n不用守在大厅。")


def _chain(facts: TicketFacts) -> Iterator[Block]:
    matters = ((facts.service, facts.windows), *facts.then)
    yield Heading(f"一个号办{len(matters)}件，依次是")
    yield Listing(tuple(Row(name, note=windows_words(windows)) for name, windows in matters))
    yield Paragraph("办完一件不用再取号，请等下一次叫号。排队都从取号时算起。")


def ahead_words(ahead: int, alone: bool) -> str:
    """How many come first; without the hub no more than what is known."""
    if alone:
        return f"至少{ahead}人" if ahead else "说不准，请留意叫号"
    return f"{ahead}人" if ahead else "没有人，请到窗口旁等候"


def wait_words(since: int, to: int) -> str:
    """A range as a person says it."""
    if to <= 1:
        return "马上就到"
    return f"{to}分钟以内" if since <= 0 else f"{since}到{to}分钟" if since < to else f"{to}分钟"


def windows_words(windows: tuple[str, ...]) -> str:
    """Every window by its name; from four on the first ones and how many there are."""
    if len(windows) <= 3:
        return "、".join(windows)
    return f"{'、'.join(windows[:3])}等{len(windows)}个窗口"


def missed_words(recalls: int, back_after: int, returns: int) -> str:
    """The rule for a missed call (过号), as the hall has configured it."""
    missed = f"叫{recalls}次没有到，就算过号。"
    if not returns:
        return f"{missed}过号后请重新取号。"
    again = "再叫一次" if returns == 1 else f"最多再叫{returns}次"
    return f"{missed}过号后隔{back_after}人{again}，还没有到就请重新取号。"
