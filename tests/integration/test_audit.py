"""Every row that is altered, removed or inserted in a judge's database is named; an honest one is never accused."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from msgspec.structs import replace

from kiosk.app import Machine
from kiosk.desks.audit_list import AuditList
from kiosk.domain.entry import GENESIS, digest, link
from kiosk.domain.registry import TerminalReported
from kiosk.domain.seal import press
from kiosk.journal.audit import Flaw
from kiosk.journal.entries import PREFIXED, to_entry
from tests.support.postgres import Postgres
from tests.support.queues import rules
from tests.support.world import PARTITION, World, world

pytestmark = pytest.mark.parametrize("engine", ["sqlite", "postgresql"])
Tamper = Callable[[Machine, str], None]


@pytest.fixture
def here(engine: str, postgres: Postgres, tmp_path: Path) -> Iterator[World]:
    url = postgres.fresh() if engine == "postgresql" else ""
    with world(tmp_path, url) as made:
        kiosk, wire = made.enrol("kiosk")
        for number in range(3):
            report = TerminalReported("1", note=f"{number}")
            kiosk.journal.append(PARTITION, "terminal:x", "terminal.reported", "system", report)
        made.exchange(kiosk, wire).once()
        made.configure(rules())
        yield made
    if url:
        postgres.drop(url)


def flaws(here: World) -> list[Flaw]:
    return list(here.platform.auditor.verify().flaws)


def victim(here: World, number: int = 1) -> str:
    """One of the kiosk's entries on the platform."""
    sql = "SELECT id FROM entry WHERE kind = 'terminal.reported' ORDER BY seq"
    return str(here.platform.journal.db.rows(sql)[number][0])


def test_an_honest_journal_is_not_accused(here: World) -> None:
    audit = here.platform.auditor.verify()
    assert audit.flaws == ()
    assert audit.entries > 5
    assert {one.partition for one in audit.seals} == {PARTITION, "hall:511602-01"}
    here.platform.journal.rebuild()
    assert flaws(here) == []


def run(sql: str) -> Tamper:
    """One statement with the victim's id as its every parameter."""
    return lambda machine, name: void(machine.journal.db.run(sql, *[name] * sql.count("?")))


def void(_: object) -> None: ...


def slip_in(machine: Machine, name: str) -> None:
    """A record with a chain of its own, under an incarnation that nobody had, with a place at the end."""
    db = machine.journal.db
    entry = to_entry(db.rows(f"SELECT {PREFIXED} FROM entry e WHERE id = ?", name)[0])
    made = replace(entry, id="slipped-in", incarnation="f" * 16, seq=1, chain="")
    made = replace(made, chain=link(GENESIS, made))
    machine.journal.entries.insert([made])
    db.run(
        "INSERT INTO verdict (entry, partition, position, verdict, code, result, judged_at) "
        "SELECT 'slipped-in', partition, (SELECT max(position) + 1 FROM verdict WHERE partition = v.partition), "
        "verdict, code, result, judged_at FROM verdict v WHERE entry = ?",
        name,
    )


def slip_in_unjudged(machine: Machine, name: str) -> None:
    slip_in(machine, name)
    machine.journal.db.run("DELETE FROM verdict WHERE entry = 'slipped-in'")


def rewrite(machine: Machine, name: str) -> None:
    """The careful way: another body with its hash, and the author's chain made to fit up to its end."""
    db = machine.journal.db
    rows = db.rows(
        f"SELECT {PREFIXED} FROM entry e WHERE terminal = (SELECT terminal FROM entry WHERE id = ?) ORDER BY seq", name
    )
    chain = GENESIS
    for row in rows:
        entry = to_entry(row)
        if entry.id == name:
            entry = replace(entry, body="{}", body_hash=digest(b"{}"))
        chain = link(chain, entry)
        db.run(
            "UPDATE entry SET body = ?, body_hash = ?, chain = ? WHERE id = ?",
            entry.body,
            entry.body_hash,
            chain,
            entry.id,
        )


def press_anew(machine: Machine, name: str) -> None:
    """More careful still: the verdicts' chain made to fit as well; only the signature cannot be."""
    db, seals = machine.journal.db, machine.journal.seals
    rewrite(machine, name)
    seal = seals.find(PARTITION)
    assert seal
    chain = GENESIS
    for one in list(seals.between(PARTITION, seal.begins, seal.position)):
        chain = press(chain, one)
        db.run("UPDATE verdict SET chain = ? WHERE entry = ?", chain, one.entry)
    db.run("UPDATE seal SET chain = ? WHERE partition = ?", chain, PARTITION)


def cut_off(machine: Machine, name: str) -> None:
    """The newest records gone with everything that counts them, but for the seal."""
    db = machine.journal.db
    (last,) = db.one("SELECT max(position) FROM verdict WHERE partition = ?", PARTITION) or (0,)
    db.run(
        "DELETE FROM entry WHERE id = (SELECT entry FROM verdict WHERE partition = ? AND position = ?)", PARTITION, last
    )
    db.run("DELETE FROM verdict WHERE partition = ? AND position = ?", PARTITION, last)
    db.run("UPDATE sequence SET position = ? WHERE partition = ?", last - 1, PARTITION)


@pytest.mark.parametrize(
    ("tamper", "problems", "named"),
    [
        (run("UPDATE entry SET body = '{}' WHERE id = ?"), {"body_altered"}, True),
        (run("UPDATE entry SET body = NULL WHERE id = ?"), {"body_missing"}, True),
        (run("UPDATE entry SET actor = 'clerk:1' WHERE id = ?"), {"altered"}, True),
        (run("UPDATE entry SET stream = 'terminal:y' WHERE id = ?"), {"altered"}, True),
        (run("UPDATE entry SET terminal = 'nobody' WHERE id = ?"), {"unknown_author", "removed"}, True),
        (run("UPDATE verdict SET verdict = 'refused' WHERE entry = ?"), {"verdict_altered"}, True),
        (run('UPDATE verdict SET result = \'{"due": ""}\' WHERE entry = ?'), {"verdict_altered"}, True),
        (run("UPDATE verdict SET judged_at = '2020' WHERE entry = ?"), {"verdict_altered"}, True),
        (run("DELETE FROM entry WHERE id = ?"), {"removed", "entry_missing"}, True),
        (run("DELETE FROM verdict WHERE entry = ?"), {"inserted", "position_removed", "verdict_altered"}, True),
        (slip_in, {"verdict_altered"}, False),
        (slip_in_unjudged, {"inserted"}, False),
        (rewrite, {"verdict_altered"}, True),
        (press_anew, {"seal_broken"}, False),
        (cut_off, {"position_removed"}, False),
        (run("UPDATE seal SET signature = '00' WHERE ? <> ''"), {"seal_broken"}, False),
    ],
)
def test_what_was_done_to_a_row_is_named(here: World, tamper: Tamper, problems: set[str], named: bool) -> None:
    name = victim(here)
    with here.platform.journal.db.transaction():
        tamper(here.platform, name)
    found = flaws(here)
    assert problems <= {flaw.problem for flaw in found}
    assert len(found) <= 4
    assert not named or any(flaw.entry == name for flaw in found)


def test_going_on_over_a_forged_seal_does_not_launder_it(here: World, expect_log: Callable[[str], None]) -> None:
    expect_log("not a judge's")
    with here.platform.journal.db.transaction():
        press_anew(here.platform, victim(here))
    with here.opener.open(here.platform.folder) as again:
        again.service.sequencer.write(PARTITION, "hall:1", "hall.added", "system", "unreadable")
        found = again.auditor.verify().flaws
    assert {flaw.problem for flaw in found} == {"verdict_altered"}


def test_what_was_judged_elsewhere_meanwhile_is_sealed_with_what_follows(here: World) -> None:
    db = here.platform.journal.db
    (last,) = db.one("SELECT position FROM seal WHERE partition = ?", PARTITION) or (0,)
    with here.platform.journal.db.transaction():
        entry = here.platform.journal.compose(PARTITION, "hall:2", "hall.added", "system", "x")
        here.platform.journal.entries.insert([entry])
        judged = here.platform.journal.entries.after(PARTITION, last - 1, 1)
        here.platform.journal.entries.judge([replace(judged[0], entry=entry, position=last + 1)])
        db.run("UPDATE sequence SET position = ? WHERE partition = ?", last + 1, PARTITION)
    here.platform.service.sequencer.write(PARTITION, "hall:1", "hall.added", "system", "unreadable")
    assert flaws(here) == []


def test_a_terminal_checks_its_own_records(here: World) -> None:
    with ExitStack() as stack:
        kiosk = stack.enter_context(here.opener.open(here.root / "kiosk"))
        assert kiosk.auditor.verify().flaws == ()
        kiosk.journal.db.run("DELETE FROM entry WHERE kind = 'terminal.reported' AND seq = 2")
        assert [flaw.problem for flaw in kiosk.auditor.verify().flaws] == ["removed"]


def test_people_read_who_did_what_when_and_nobodys_data(here: World) -> None:
    rows = AuditList(here.platform.journal).rows(kind="device.")
    assert [(row.actor, row.kind, row.verdict) for row in rows][-1] == ("system", "device.enrolled", "applied")
    assert rows == sorted(rows, key=lambda row: row.at)
    assert AuditList(here.platform.journal).rows(actor="clerk:1") == []
    assert len(AuditList(here.platform.journal).rows(limit=2)) == 2
