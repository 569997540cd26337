"""A server's work, without HTTP: everything here runs on the journal's thread."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from kiosk.clock import iso
from kiosk.domain.entry import Verdict
from kiosk.domain.progress import Progress, narrate
from kiosk.domain.queue.blocks import decide_lease
from kiosk.domain.queue.bodies import LeaseGranted
from kiosk.domain.queue.words import queue_words
from kiosk.domain.registry import DeviceWiped
from kiosk.domain.witness import Witness
from kiosk.errors import Refused
from kiosk.ids import uuid7
from kiosk.journal.blobs import CHUNK
from kiosk.journal.epochs import makes_backups, witness
from kiosk.journal.journal import Cursor, Journal
from kiosk.journal.rechaining import make_way
from kiosk.journal.registry import Device
from kiosk.journal.rewinding import rewind
from kiosk.server.drops import Drops
from kiosk.server.enrolment import Enrolling, Region
from kiosk.server.heard import Heard
from kiosk.server.pulse import Look, Ready, Stretch
from kiosk.server.reading import Reading, admit
from kiosk.server.sequencer import Sequencer
from kiosk.signing import SKEW
from kiosk.wire import (
    BlobState,
    Done,
    Enrolled,
    Enrolment,
    Leased,
    LeaseRequest,
    Page,
    Push,
    PushAnswer,
    Replicated,
    Wiped,
)

MAX_FILE = 20 << 20


@dataclass(frozen=True, slots=True)
class Service:
    """The parts of a hub or a platform, wired by `kiosk.app`."""

    role: str
    region: Region
    journal: Journal
    sequencer: Sequencer
    reading: Reading
    enrolling: Enrolling
    drops: Drops
    heard: Heard

    def device(self, terminal: str) -> Device | None:
        """A machine that was enrolled; whether it still may speak here, it says itself."""
        return self.journal.views.registry.device(terminal)

    def key_of(self, terminal: str) -> Ed25519PublicKey | None:
        """Also of a machine that was dismissed: it proves who it was, and is told."""
        device = self.device(terminal)
        return Ed25519PublicKey.from_public_bytes(bytes.fromhex(device.public_key)) if device else None

    def push(self, sender: Device, push: Push) -> PushAnswer:
        entries = push.entries
        if push.witness is not None and entries and entries[0].partition == f"hall:{sender.hall}":
            self.sequencer.hear(entries[0].partition, push.witness)
        return self.sequencer.push(sender, entries, push.told)

    def replicate(self, sender: Device, page: Page) -> Replicated:
        """Take in what a hall's hub has judged, where it follows on what is here. Refused `not_yours`."""
        partition = page.partition
        if sender.role != "hub" or partition != f"hall:{sender.hall}" or self.sequencer.judges(partition):
            raise Refused("not_yours", "这台机器不能报送这个大厅的排队")
        with self.journal.db.transaction():
            self.journal.db.lock(partition)
            self.journal.db.run("DELETE FROM sequence WHERE partition = ?", partition)
            self.journal.seals.break_off(partition)
            cursor = self.journal.cursor(partition)
            if cursor.epoch and cursor.epoch != page.epoch:
                rewind(self.journal, partition, page.back_to, page.epoch)
            if page.after == self.journal.cursor(partition).position:
                judged = [one.judged() for one in page.entries]
                make_way(self.journal, [one.entry for one in judged])
                self.journal.advance(partition, judged, Cursor(page.upto, page.epoch, page.upto))
            self.journal.views.waits.keep(partition, page.waits, self.journal.now())
            self.heard.told(sender.hall)
            after = self.journal.cursor(partition)
            known = witness(self.journal, partition)
        return Replicated(after.epoch, after.position, known)

    def lease(self, device: Device, asked: LeaseRequest) -> Leased:
        """Lend a block of numbers. Refused where the hall's queue is judged elsewhere or the rules say no."""
        partition = f"hall:{device.hall}"
        if not self.sequencer.judges(partition):
            raise Refused("not_judged_here", "这个大厅的号不由这台机器发")
        state = self.journal.views.queue.state(partition)
        if state.rules is None:
            raise Refused("no_queue", queue_words("no_queue"))
        body = LeaseGranted(device.terminal, asked.service, asked.day, asked.size or state.rules.lease_size)
        name = uuid7(self.journal.clock, self.journal.randomness)
        _require(decide_lease(state, state.rules, name, body))  # who asks in vain all day leaves nothing behind
        one = self.sequencer.write(partition, f"lease:{name}", "lease.granted", "system", body, name)
        block = _require(one.verdict)
        return Leased(name, asked.service, asked.day, block["prefix"], block["first"], block["last"])

    def greet(self, reader: Device, partition: str, known: Witness | None = None) -> None:
        """Before a reader is given a hall's queue. Refused `not_yours`."""
        admit(reader, partition)
        if known is not None and partition.startswith("hall:"):
            self.sequencer.hear(partition, known)

    def wiped(self, device: Device, said: Wiped) -> Done:
        """A dismissed machine's last word, kept once."""
        body = DeviceWiped(device.terminal, said.receipts)
        name = str(uuid.uuid5(uuid.UUID(device.terminal), "wiped"))
        stream, partition = f"device:{device.terminal}", self.region.partition
        if self.sequencer.judges(partition):
            self.sequencer.write(partition, stream, "device.wiped", "system", body, name)
        else:
            self.journal.append(partition, stream, "device.wiped", "system", body, name)
        return Done()

    def once(self, terminal: str, nonce: str) -> None:
        """Refused `replayed` for a request that came before; what is older than any clock allows is forgotten."""
        now = self.journal.now()
        with self.journal.db.transaction():
            self.journal.db.run("DELETE FROM nonce WHERE at < ?", iso(now - 4 * SKEW))
            sql = "INSERT INTO nonce VALUES (?, ?) ON CONFLICT (nonce) DO NOTHING"
            if not nonce or not self.journal.db.run(sql, f"{terminal} {nonce}", iso(now)):
                raise Refused("replayed", "这个请求已经来过一次")

    def page(self, reader: Device, partition: str, after: int, limit: int, known: Witness | None = None) -> Page:
        self.greet(reader, partition, known)
        page = self.reading.page(reader, partition, after, limit)
        if reader.role == "hub":
            self.heard.asked(reader.hall)
        return page

    def snapshot(self, reader: Device, partition: str) -> Page:
        return self.reading.snapshot(reader, partition)

    def blob_state(self, name: str) -> BlobState:
        """Where an upload stands here. On a hub `stored` until the platform confirms it."""
        row = self.journal.blobs.find(name)
        if row is None:
            return BlobState(name, 0, False, "none")
        if row.state == "partial":
            return BlobState(name, row.received, False, "partial")
        here = self.role == "platform"
        kept = row.state == "kept" or (here and not makes_backups(self.journal))
        done = here or row.state in {"confirmed", "kept"}
        return BlobState(name, row.size, True, "confirmed" if done else "stored", kept)

    def blob_extend(self, name: str, size: int, offset: int, data: bytes) -> BlobState:
        """Take a chunk. Refused `file_too_large`, `chunk_too_large`, `wrong_offset`."""
        if size > MAX_FILE:
            raise Refused("file_too_large", "文件超过 20 MB")
        if len(data) > CHUNK:
            raise Refused("chunk_too_large", "一次最多传 1 MiB")
        with self.journal.db.transaction():
            self.journal.blobs.extend(name, size, offset, data)
        return self.blob_state(name)

    def blob_read(self, reader: Device, name: str) -> bytes:
        """A file's bytes, for those who may read its case. Refused `no_such_file`, whichever the reason."""
        if not self.reading.may_have_file(reader, name):
            raise Refused("no_such_file", "没有这份文件")
        return self.journal.blobs.read(name)

    def open_drop(self, terminal: str) -> str:
        return self.drops.open(terminal)

    def take_drop(self, token: str, terminal: str) -> tuple[str, bytes] | None:
        return self.drops.take(token, terminal)

    def enrol(self, request: Enrolment) -> Enrolled:
        return self.enrolling.enrol(request)

    def progress(self, receipt: str) -> Progress:
        """The public story of a case by its receipt's number or its id. Refused `no_such_case`."""
        case = self.journal.views.cases.find(receipt)
        if case is None:
            raise Refused("no_such_case", "平台上还没有这份回执的办件")
        item = self.journal.views.registry.item(case.item)
        waiting = self.journal.views.cases.waiting_files(case.case)
        return narrate(case, item.name if item else case.item, waiting)

    def stretch(self, stretch: Stretch) -> Ready:
        """A page of a hall's queue, for all who stand there."""
        page = self.reading.open_page(stretch.partition, stretch.after)
        return page.upto, msgspec.json.encode(page)

    def look(self, known: Mapping[str, int]) -> Look:
        """What is new: positions, of each queue that moved the page that leads there, and who was dismissed."""
        marks = self.marks()
        moved = (Stretch(one, known[one]) for one in marks if one.startswith("hall:") and one in known)
        pages = {one: self.stretch(one) for one in moved if one.after < marks[one.partition]}
        home = self.region.partition
        return Look(
            marks, pages, None if marks.get(home) == known.get(home) else self.journal.views.registry.dismissed()
        )

    def marks(self) -> dict[str, int]:
        """Up to where each partition may be read here, judged or replicated."""
        rows = self.journal.db.rows("SELECT partition, position FROM cursor")
        rows += self.journal.db.rows("SELECT partition, position FROM sequence")
        return {row[0]: int(row[1]) for row in rows}


def _require(word: Verdict) -> Mapping[str, Any]:
    """What was decided; Refused unless it was applied."""
    if word.verdict != "applied":
        raise Refused(word.code, queue_words(word.code))
    return word.result
