"""Clerks from the register to the verdict: told to windows alone, locked out, asked for on every decision."""

from collections.abc import Callable, Iterator
from io import StringIO
from pathlib import Path

import pytest

from kiosk.app import Machine
from kiosk.cli.main import main
from kiosk.counter import Counter
from kiosk.desk import Draft
from kiosk.desks.audit_list import AuditList
from kiosk.desks.calls import Calls
from kiosk.desks.clerk import Clerk
from kiosk.desks.hall_view import no_estimate
from kiosk.desks.judging import JudgeBeyond
from kiosk.domain.bodies import Accepted
from kiosk.domain.clerk import ClerkDisabled
from kiosk.errors import Refused
from tests.support.call_hall import QUEUE, call_hall
from tests.support.scans import photo_bytes
from tests.support.world import HALL, ITEM, PARTITION, Wire, World, world

LIU, ZHAO = "31007", "31008"
PASSWORD, OTHER = "hall2026ok", "other2026ok"
HEALTH = "区行政审批局"


@pytest.fixture
def here(tmp_path: Path) -> Iterator[World]:
    with world(tmp_path) as made:
        made.catalogue()
        yield made


def register(here: World) -> None:
    clerks = Counter(here.platform).clerks()
    clerks.register(LIU, "刘敏", PASSWORD, ["*"])
    clerks.register(ZHAO, "赵丽", OTHER, ["区民政局"])


def window(here: World) -> tuple[Machine, Wire]:
    machine, wire = here.enrol("window", "window", ("*",))
    here.exchange(machine, wire).once()
    return machine, wire


def seat(machine: Machine) -> Clerk:
    """A window's desk at which nobody sits."""
    with Counter(machine).clerk() as desk:
        return desk


def handed_in(here: World) -> str:
    desk = Counter(here.platform).online()
    guide = desk.item(ITEM).guide
    assert guide
    files = tuple(desk.keep_bytes(photo_bytes(code), f"{code}.png", code) for code in ("M1", "M2", "M3"))
    return desk.hand_in(Draft(ITEM, guide.example, files), "key").case


def kinds(machine: Machine, stream: str) -> list[str]:
    return [row[0] for row in machine.journal.db.rows("SELECT kind FROM entry WHERE stream = ? ORDER BY n", stream)]


def code_of(work: Callable[..., object], *what: object) -> str:
    with pytest.raises(Refused) as caught:
        work(*what)
    return caught.value.code


def test_the_register_refuses_what_it_should(here: World) -> None:
    register(here)
    clerks = Counter(here.platform).clerks()
    assert code_of(clerks.register, LIU, "刘敏", PASSWORD, ["*"]) == "clerk_exists"
    assert code_of(clerks.register, "3 1", "刘敏", PASSWORD, ["*"]) == "bad_number"
    assert code_of(clerks.register, "31009", "王", "12345678", ["*"]) == "weak_password"
    assert code_of(clerks.register, "31009", "王", PASSWORD, ["*"], ["dance"]) == "unknown_duty"
    assert code_of(clerks.disable, "31009") == "unknown_clerk"
    here.platform.journal.rebuild()
    assert [one.number for one in clerks.all()] == [LIU, ZHAO]


@pytest.mark.parametrize(("role", "told"), [("window", True), ("hub", True), ("kiosk", False), ("board", False)])
def test_only_windows_and_hubs_are_told_of_clerks(here: World, role: str, told: bool) -> None:
    register(here)
    machine, wire = here.enrol(role, role, ("*",))
    here.exchange(machine, wire).once()
    known = machine.journal.db.one("SELECT count(*) FROM entry WHERE stream LIKE 'clerk:%'")
    assert (known != (0,)) is told
    assert machine.journal.views.clerks.any() is told
    assert machine.journal.state()["fingerprint"] == here.platform.journal.state()["fingerprint"]


def test_a_clerk_signs_in_without_a_line_and_every_step_is_an_entry(here: World) -> None:
    register(here)
    machine, _ = window(here)
    sitting = seat(machine)
    assert code_of(sitting.sign_in, LIU, "wrong2026") == "wrong_password"
    assert sitting.sign_in(LIU, PASSWORD).name == "刘敏"
    assert sitting.sign_in(ZHAO, OTHER).name == "赵丽"
    sitting.sign_out("idle")
    assert kinds(machine, f"clerk:{LIU}")[1:] == ["clerk.failed", "clerk.signed_in", "clerk.signed_out"]
    assert kinds(machine, f"clerk:{ZHAO}")[1:] == ["clerk.signed_in", "clerk.signed_out"]
    written = "".join(str(row) for row in machine.journal.db.rows("SELECT * FROM entry WHERE stream LIKE 'clerk:%'"))
    assert not any(secret in written for secret in (PASSWORD, OTHER, "wrong2026"))


def test_a_number_that_nobody_has_leaves_no_trace(here: World) -> None:
    register(here)
    machine, _ = window(here)
    assert code_of(seat(machine).sign_in, "my-password", "x") == "wrong_password"
    assert kinds(machine, "clerk:my-password") == []


def test_five_failures_lock_and_a_restart_does_not_unlock(here: World) -> None:
    register(here)
    machine, wire = window(here)
    for _ in range(5):
        assert code_of(seat(machine).sign_in, LIU, "wrong2026") == "wrong_password"
    with here.opener.open(machine.folder) as again:
        assert code_of(seat(again).sign_in, LIU, PASSWORD) == "locked"
        assert seat(again).sign_in(ZHAO, OTHER).number == ZHAO
    assert kinds(machine, f"clerk:{LIU}")[-1] == "clerk.locked"
    here.later(minutes=16)
    assert seat(machine).sign_in(LIU, PASSWORD).number == LIU
    for _ in range(4):
        assert code_of(seat(machine).sign_in, LIU, "wrong2026") == "wrong_password"
    assert seat(machine).sign_in(LIU, PASSWORD).number == LIU
    here.exchange(machine, wire).once()


def test_a_lock_at_one_window_holds_at_the_next_and_a_new_password_ends_it(here: World) -> None:
    register(here)
    machine, wire = window(here)
    next_one, next_wire = here.enrol("next", "window", ("*",))
    here.exchange(next_one, next_wire).once()
    for _ in range(5):
        code_of(seat(machine).sign_in, LIU, "wrong2026")
    here.exchange(machine, wire).once()
    here.exchange(next_one, next_wire).once()
    assert code_of(seat(next_one).sign_in, LIU, PASSWORD) == "locked"
    Counter(here.platform).clerks().set_password(LIU, "fresh2026ok")
    here.exchange(next_one, next_wire).once()
    assert code_of(seat(next_one).sign_in, LIU, PASSWORD) == "wrong_password"
    assert seat(next_one).sign_in(LIU, "fresh2026ok").number == LIU


def test_once_there_are_clerks_nobody_decides_without_one(here: World) -> None:
    case = handed_in(here)
    with Counter(here.platform).clerk() as desk:
        assert [row.case for row in desk.cases()] == [case]
        register(here)
        assert desk.cases() == []
        assert code_of(desk.accept, case, "谁都行") == "sign_in_first"
        desk.sign_in(ZHAO, OTHER)
        assert desk.cases() == []
        desk.sign_in(LIU, PASSWORD)
        assert desk.accept(case, "谁都行").state == "accepted"
    judged = here.platform.journal.entries.stream(f"case:{case}")[0]
    assert (judged[-1].entry.actor, judged[-1].verdict.verdict) == (f"clerk:{LIU}", "applied")
    assert "谁都行" not in (judged[-1].entry.body or "")


@pytest.mark.parametrize(
    ("actor", "code"),
    [
        ("clerk", "sign_in_first"),
        ("clerk:40000", "unknown_clerk"),
        (f"clerk:{ZHAO}", "not_your_department"),
    ],
)
def test_the_judge_asks_again(here: World, actor: str, code: str) -> None:
    case = handed_in(here)
    register(here)
    write = here.platform.service.sequencer.write
    judged = write(PARTITION, f"case:{case}", "case.accepted", actor, Accepted("x"))
    assert (judged.verdict.verdict, judged.verdict.code) == ("refused", code)


def test_a_clerk_who_was_let_go_decides_nothing_more(here: World) -> None:
    case = handed_in(here)
    register(here)
    with Counter(here.platform).clerk() as desk:
        desk.sign_in(LIU, PASSWORD)
        Counter(here.platform).clerks().disable(LIU)
        assert code_of(desk.accept, case, "") == "clerk_disabled"
        assert code_of(desk.sign_in, LIU, PASSWORD) == "wrong_password"
    judged = here.platform.service.sequencer.write(
        PARTITION, f"case:{case}", "case.accepted", f"clerk:{LIU}", Accepted("x")
    )
    assert judged.verdict.code == "clerk_disabled"


def test_a_window_does_not_register_clerks(here: World) -> None:
    register(here)
    machine, wire = window(here)
    machine.journal.append(PARTITION, f"clerk:{LIU}", "clerk.disabled", "system", ClerkDisabled(LIU))
    here.exchange(machine, wire).once()
    found = here.platform.journal.views.clerks.find(LIU)
    assert found
    assert not found.disabled
    assert here.platform.journal.entries.stream(f"clerk:{LIU}")[0][-1].verdict.code == "not_yours"


def test_what_a_clerk_does_with_the_queue_stands_under_their_number(tmp_path: Path) -> None:
    with call_hall(tmp_path) as hall:
        register(hall.here)
        hall.read_region()
        hall.sync()
        sitting = seat(hall.machine)
        judge = JudgeBeyond(hall.machine.journal, hall.machine.exchange(hall.wire), QUEUE, sitting.actor)
        calls = Calls(HALL, "大厅", "1", judge, no_estimate, hall.now)
        hall.take(), hall.take()
        sitting.sign_in(LIU, PASSWORD)
        calls.call_next()
        calls.start()
        sitting.sign_in(ZHAO, OTHER)
        calls.finish()
        hall.wire.cut = True
        calls.by_hand("A002")
        hall.wire.cut = False
        hall.sync()
        hub = AuditList(hall.hub.journal)
        assert deeds(hub, LIU) == ["window.called_next", "ticket.started"]
        assert deeds(hub, ZHAO) == ["ticket.finished", "ticket.served_by_hand"]


def deeds(audit: AuditList, number: str) -> list[str]:
    """What a clerk did with the queue."""
    kinds = [row.kind for row in audit.rows(actor=f"clerk:{number}")]
    return [kind for kind in kinds if kind.startswith(("window.", "ticket."))]


def test_the_command_line_acts_in_a_clerks_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with call_hall(tmp_path) as hall:
        register(hall.here)
        hall.read_region()
        monkeypatch.setattr("sys.stdin", StringIO(f"{PASSWORD}\n"))
        called = [
            "window-call",
            "pause",
            "午休",
            "--window",
            "1",
            "--clerk",
            LIU,
            "--json",
            "--data",
            str(hall.hub.folder),
        ]
        assert main(called) == 0
        assert '"paused":true' in capsys.readouterr().out
        assert deeds(AuditList(hall.hub.journal), LIU) == ["window.paused"]
        monkeypatch.setattr("sys.stdin", StringIO("wrong2026\n"))
        assert main(called) == 1
        assert "wrong_password" in capsys.readouterr().out
