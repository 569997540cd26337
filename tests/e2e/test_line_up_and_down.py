"""Three kiosks and the portal write 300 cases while their lines go up and down; all end up telling the same story."""

import random
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from kiosk.app import Machine, opener
from kiosk.counter import Counter
from kiosk.desks.clerk import Clerk
from kiosk.domain.bodies import Lacking
from kiosk.domain.entry import digest
from kiosk.errors import Refused
from kiosk.journal.chains import check_chains
from tests.support.hall import HYGIENE, Hall, example, hall, inside, kiosk, next_guide, of_party, paper, synced
from tests.support.phone import Phone
from tests.support.proxy import Proxy, line_to
from tests.support.visits import brought
from tests.support.worker import Worker, worker

SEED = 20261122
BEFORE, AFTER = 60, 12
"""Cases of each author before and after the judgements; with theirs it makes 300."""

OFFICER = "李晓"
MATERIALS = ("M1", "M2", "M3")


@dataclass
class Town:
    """Everybody: a platform, three kiosks, a window and a phone, each behind a line of its own."""

    hall: Hall
    kiosks: list[Worker]
    lines: list[Proxy]
    window: Path
    window_line: Proxy
    phone: Phone
    tokens: dict[int, str] = field(default_factory=dict)
    receipts: dict[int, dict[str, Any]] = field(default_factory=dict)
    next_form: bool = False

    @property
    def phone_line(self) -> Proxy:
        return self.lines[3]

    def at_kiosk(self, which: int, number: int) -> str:
        """Hand in at a kiosk; the receipt's code."""
        self.receipts[number] = self.kiosks[which].does("hand_in", number=number)
        return str(self.receipts[number]["qr"])

    def online(self, number: int) -> str:
        """Hand in on the phone; the receipt's code."""
        form = next_guide().example if self.next_form else example()
        wanted = (*MATERIALS, "M8") if self.next_form else MATERIALS
        files = {material: brought(number, material) for material in wanted}
        self.tokens[number] = self.phone.hand_in(HYGIENE, of_party(form, number), files)
        return self.tokens[number]


class Weather:
    """What befalls the lines, as chance would have it, after so many cases, never after so much time."""

    def __init__(self, lines: list[Proxy], chance: random.Random) -> None:
        self._lines = lines
        self._chance = chance
        self._lock = threading.Lock()
        self._cases = 0
        self._writing = len(lines)

    def case_written(self) -> None:
        """After every second case something happens."""
        with self._lock:
            self._cases += 1
            if self._cases % 2 and self._writing > 1:
                self._befall(self._chance.choice(self._lines))

    def author_done(self) -> None:
        """The last one who writes has a line: nobody else's cases would bring it back."""
        with self._lock:
            self._writing -= 1
            if self._writing <= 1:
                for line in self._lines:
                    line.up()

    def _befall(self, line: Proxy) -> None:
        changes = (line.up, line.cut, line.deaf, lambda: line.short(self._chance.randrange(1, 900)))
        self._chance.choice(changes)()


@contextmanager
def town(folder: Path, database: str) -> Iterator[Town]:
    with ExitStack() as stack:
        here = stack.enter_context(hall(folder, database))
        lines = [stack.enter_context(line_to(here.url)) for _ in range(5)]
        folders = [here.enrol("kiosk", f"kiosk-{number}", lines[number].url) for number in range(3)]
        window = here.enrol("window", "window", lines[4].url)
        for each in (*folders, window):
            synced(each)
        phone = Phone(lines[3])
        stack.callback(phone.close)
        kiosks = [stack.enter_context(worker(each)) for each in folders]
        yield Town(here, kiosks, lines[:4], window, lines[4], phone)


@pytest.mark.timeout(400)
def test_all_end_up_telling_the_same_story(tmp_path: Path) -> None:
    with town(tmp_path, "") as here:
        they_write_and_agree(here)


@pytest.mark.timeout(400)
def test_they_do_on_postgresql(tmp_path: Path, postgres_url: str) -> None:
    with town(tmp_path, postgres_url) as here:
        they_write_and_agree(here)


def they_write_and_agree(here: Town) -> None:
    chance = random.Random(SEED)
    write_together(here, range(1, BEFORE + 1), chance)
    withdrawn_online_while_the_kiosk_supplements(here)
    filed_twice(here)
    supplemented_at_another_counter(here)
    supplemented_before_it_has_arrived(here)
    accepted_at_the_window_while_the_reviewer_returns(here)
    the_form_changes_under_way(here)
    write_together(here, range(BEFORE + 1, BEFORE + AFTER + 1), chance)
    write_the_rest(here, 300)
    for each in here.kiosks:
        settle(each)
    synced(here.window)
    nothing_is_lost_and_nothing_is_twice(here)
    every_file_is_there_as_it_was(here)
    all_agree(here)


def number_of(author: int, turn: int) -> int:
    """The enterprise that comes as the `turn`-th one to a kiosk (0 to 2) or to the portal (3)."""
    return author * 1000 + turn


def write_together(here: Town, turns: range, chance: random.Random) -> None:
    """All four at once, while their lines go up and down."""
    weather = Weather(here.lines, chance)

    def author(which: int) -> None:
        for turn in turns:
            write(here, which, number_of(which, turn))
            weather.case_written()
        weather.author_done()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(author, range(4)))


def write(here: Town, which: int, number: int) -> None:
    """One case; a kiosk tries to send after every third one, whatever its line is like."""
    if which == 3:
        here.online(number)
        return
    here.at_kiosk(which, number)
    if number % 3 == 0:
        here.kiosks[which].does("sync")


def write_the_rest(here: Town, whole: int) -> None:
    """Up to the whole number, at the first kiosk."""
    for turn in range(whole - len(here.tokens) - len(here.receipts)):
        here.at_kiosk(0, number_of(0, 900 + turn))


def settle(each: Worker) -> None:
    """Send until nothing waits; a pump that is at the same work may have to be waited for."""
    said = each.does("sync")
    while said != {"pending": 0, "blobs_pending": 0}:
        assert "fault" not in said, said
        said = each.does("sync")


def story(receipt: str, folder: Path) -> Any:
    """What `kiosk case show` says there."""
    said = kiosk("case", "show", receipt, "--data", folder)
    assert said.status == 0, said
    return said.answer


def withdrawn_online_while_the_kiosk_supplements(here: Town) -> None:
    """Judgement 1: the later one is refused, its files stay, the citizen and the window are told."""
    desk, line = here.kiosks[0], here.lines[0]
    qr = here.at_kiosk(0, number_of(0, 501))
    settle(desk)
    line.cut()
    here.phone.withdraw(qr.rpartition("/")[2], "改到下个月再办")
    told = desk.does("supplement", qr=qr, words="withdrawn meanwhile")
    assert told["outcomes"] == ["", "待平台确认"]
    line.up()
    settle(desk)
    shown = story(qr, desk.data)
    assert shown["state"] == "withdrawn"
    assert [one["outcome"] for one in shown["lines"]] == ["", "", "未生效：此件当时已撤回"]
    assert shown == story(qr, here.hall.platform)
    assert "未生效：此件当时已撤回" in here.phone.progress(qr.rpartition("/")[2])
    added = inside(here.hall.platform, lambda machine: machine.journal.blobs.find(digest(paper("withdrawn meanwhile"))))
    assert added.state == "here"
    synced(here.window)
    rows = {row["receipt"]: row for row in kiosk("cases", "--data", here.window).answer}
    assert rows[shown["receipt"]]["attention"] == "有一步未生效：此件当时已撤回"


def filed_twice(here: Town) -> None:
    """Judgement 2: both stay, the second is a duplicate of the first, a clerk merges."""
    desk, line = here.kiosks[1], here.lines[1]
    number = number_of(1, 502)
    line.cut()
    second = here.at_kiosk(1, number)
    first = here.online(number)
    line.up()
    settle(desk)
    shown = story(second, desk.data)
    assert (shown["state"], shown["lines"][0]["outcome"]) == ("submitted", "")
    assert shown["lines"][0]["detail"] == "与此前提交的同一事项重复，工作人员将合并处理"
    original = story(first, here.hall.platform)["receipt"]
    known = inside(here.hall.platform, lambda machine: machine.journal.views.cases.find(shown["receipt"]))
    assert (known.duplicate_of, known.steps[0].code) == (original, "duplicate")
    synced(here.window)
    assert kiosk("case", "merge", shown["receipt"], "--into", original, "--data", here.window).status == 0
    synced(here.window)
    assert story(second, desk.data)["state"] == "merged"
    assert story(first, desk.data)["state"] == "submitted"


def supplemented_at_another_counter(here: Town) -> None:
    """A case of the portal's, supplemented at a kiosk that has not been given it: the kiosk shares no half of it."""
    code = here.online(number_of(3, 503))
    told = here.kiosks[2].does("supplement", qr=code, words="another counter")
    assert told["state"] == "supplemented"
    assert story(code, here.kiosks[2].data) == story(code, here.hall.platform)


def supplemented_before_it_has_arrived(here: Town) -> None:
    """Handed in at a kiosk without a line, supplemented at another that has one: the citizen is told at once."""
    here.lines[0].cut()
    code = here.at_kiosk(0, number_of(0, 504))
    told = here.kiosks[2].does("supplement", qr=code, words="too early")
    assert (told["refused"], told["message"]) == ("no_such_case", "没有找到这一件")
    here.lines[0].up()
    settle(here.kiosks[0])
    assert story(code, here.kiosks[0].data)["state"] == "submitted"


def accepted_at_the_window_while_the_reviewer_returns(here: Town) -> None:
    """Judgement 5: one of them is refused, and its author sees why."""
    receipt = story(here.online(number_of(3, 505)), here.hall.platform)["receipt"]
    synced(here.window)
    here.window_line.cut()
    with opener().open(here.window) as machine, Counter(machine).clerk() as clerk:
        case = next(row.case for row in clerk.cases() if row.receipt == receipt)
        assert clerk.accept(case, OFFICER).lines[-1].outcome == "待平台确认"
        with here.hall.opened() as platform, Counter(platform).clerk() as reviewer:
            lacking = Lacking("M2", "公共场所卫生检测或者评价报告", "每一页都清晰", "第 3 页看不清")
            assert reviewer.return_for_supplement(case, (lacking,), "网上审查员").state == "returned"
        here.window_line.up()
        synced(here.window)
        sees_why(clerk, case)
    assert story(receipt, here.hall.platform)["state"] == "returned"


def sees_why(clerk: Clerk, case: str) -> None:
    """At the window: in the list, in the case, and when it is tried again."""
    row = next(row for row in clerk.cases() if row.case == case)
    assert (row.state, row.attention) == ("returned", "有一步未生效：此件当时需要补正材料")
    assert clerk.case(case).progress.lines[-1].outcome == "未生效：此件当时需要补正材料"
    with pytest.raises(Refused, match="需要补正材料"):
        clerk.accept(case, OFFICER)


def the_form_changes_under_way(here: Town) -> None:
    """Judgement 6: the exact differences become a notice for supplement, never a rejection."""
    for line in here.lines[:3]:
        line.cut()
    codes = [here.at_kiosk(which, number_of(which, 506)) for which in range(3)]
    here.hall.publish_next()
    here.next_form = True
    for line in here.lines[:3]:
        line.up()
    for desk, code in zip(here.kiosks, codes, strict=True):
        settle(desk)
        shown = story(code, desk.data)
        assert shown["state"] == "returned"
        assert [(one["material"], one["name"]) for one in shown["lacking"]] == [
            ("/disinfection", "公共用品用具怎样消毒"),
            ("M8", "公共用品用具清洗消毒记录"),
        ]
        assert shown == story(code, here.hall.platform)
    assert here.kiosks[0].does("bring", number=number_of(0, 507)) == {"version": 2}
    assert here.at_kiosk(0, number_of(0, 507))
    answered = codes[2].rpartition("/")[2]
    here.phone.supplement(answered, {"/disinfection": "自己的消毒间"}, {"M8": brought(2506, "M8")})
    assert story(answered, here.hall.platform)["state"] == "supplemented"


def nothing_is_lost_and_nothing_is_twice(here: Town) -> None:
    shown = [one["receipt"] for one in here.receipts.values()]
    shown += [story_of(here, token) for token in here.tokens.values()]
    assert len(shown) == 300
    with here.hall.opened() as machine:
        assert sorted(row["receipt"] for row in machine.journal.state()["views"]["cases"]) == sorted(shown)
        submitted = machine.journal.db.rows("SELECT stream FROM entry WHERE kind = 'case.submitted'")
        assert len(submitted) == len(set(submitted)) == 300
        verdicts = machine.journal.db.rows("SELECT verdict, code FROM verdict WHERE verdict <> 'applied'")
    codes = ["already_returned", "already_withdrawn", "no_such_case"]
    assert sorted(verdicts) == [("refused", code) for code in codes]


def story_of(here: Town, token: str) -> str:
    """The receipt's number behind a token."""
    return str(inside(here.hall.platform, lambda machine: Counter(machine).online().progress(token).receipt))


def every_file_is_there_as_it_was(here: Town) -> None:
    numbers = {one["case"]: number for number, one in here.receipts.items()}
    with here.hall.opened() as machine:
        for number, token in here.tokens.items():
            numbers[Counter(machine).receipts.verified(token).case] = number
        assert machine.journal.db.rows("SELECT hash FROM blob WHERE state = 'partial'") == []
        for case, number in numbers.items():
            has_brought(machine, case, number)


def has_brought(machine: Machine, case: str, number: int) -> None:
    state = machine.journal.views.cases.confirmed(case)
    assert state is not None
    assert machine.journal.views.cases.waiting_files(case) == 0
    first = {one.material: one.blob for one in reversed(state.attachments)}
    for material, blob in first.items():
        assert machine.journal.blobs.read(blob) == brought(number, material)


def all_agree(here: Town) -> None:
    """The same rows for the same case everywhere, the same again from the journal anew, and every chain whole."""
    truth = agrees_with_itself(here.hall.platform)
    assert agrees_with_itself(here.window)["fingerprint"] == truth["fingerprint"]
    rows = {row["case"]: row for row in truth["views"]["cases"]}
    for each in here.kiosks:
        knows = agrees_with_itself(each.data)["views"]
        assert len(knows["cases"]) >= BEFORE + AFTER
        assert knows["cases"] == [rows[row["case"]] for row in knows["cases"]]
        assert {**knows, "cases": []} == {**truth["views"], "cases": []}


def agrees_with_itself(folder: Path) -> Any:
    state = kiosk("state", "--data", folder).answer
    assert state["pending"] == 0
    assert kiosk("rebuild", "--data", folder).answer == state
    inside(folder, lambda machine: check_chains(machine.journal))
    return state
