"""What a reader gets of a partition: everything, an envelope, or nothing, by its role (map.md, Privacy)."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from msgspec.structs import replace

from kiosk.clock import iso
from kiosk.domain.entry import Entry, Judged
from kiosk.domain.queue.state import remembered
from kiosk.domain.queue.wish import wish_hall
from kiosk.domain.rights import SIGNING, covers
from kiosk.errors import Refused
from kiosk.journal.database import marks
from kiosk.journal.entries import PREFIXED, VERDICT, to_judged
from kiosk.journal.journal import Journal
from kiosk.journal.registry import Device
from kiosk.server.sequencer import Sequencer, Standing
from kiosk.wire import MAX_ENTRIES, Carried, Page

KNOWS_CLERKS = frozenset({"window", "hub", "platform"})
"""Who is told of clerks: windows, so that they sign in without a line, and whoever stands between."""
OFFICIAL = frozenset({"cases.exported", "device.wiped"})
"""The platform's own affair."""
_LATELY = ", ".join(f"'{kind}'" for kind in sorted(SIGNING | {"terminal.reported"}))


@dataclass(frozen=True, slots=True)
class Whose:
    """To whom a case belongs, as far as reading goes."""

    department: str
    hall: str
    terminal: str


def may_read(reader: Device, whose: Whose) -> bool:
    """Whether a machine may have a case's bodies and files."""
    if reader.role == "window":
        return covers(reader.departments, whose.department)
    return reader.role == "platform" or (reader.role == "hub" and whose.hall == reader.hall)


def envelope(reader: Device, whose: Whose | None, entry: Entry, own: Collection[str]) -> Entry | None:
    """`entry` as `reader` may have it: whole, without its body, or None.

    What the machines in `own` wrote comes back to them in any case: they, and the hub between, wait for the verdict. To
    a kiosk without its body, which it is to forget; elsewhere a body that is gone was taken (`kiosk audit verify`).
    """
    mine = entry.terminal in own
    if entry.stream.startswith("clerk:"):
        return entry if mine or reader.role in KNOWS_CLERKS else None
    if entry.kind in OFFICIAL:
        return entry if mine or reader.role == "platform" else None
    if hall := wish_hall(entry.stream):
        return entry if reader.role == "platform" or (reader.role == "hub" and reader.hall == hall) else None
    if not entry.stream.startswith("case:"):
        return entry if entry.kind != "terminal.reported" or mine else None
    if whose is not None and may_read(reader, whose):
        return entry
    if reader.role != "kiosk":
        return entry if mine else None
    of_mine = whose is not None and whose.terminal == reader.terminal
    return replace(entry, body=None) if mine or of_mine else None


def admit(reader: Device, partition: str) -> None:
    """A hall's queue is its own machines' to read, and the platform's. Refused `not_yours`."""
    if partition.startswith("hall:") and reader.role != "platform" and partition != f"hall:{reader.hall}":
        raise Refused("not_yours", "别的大厅的排队不对本机开放")


class Reading:
    """Pages and snapshots of this server's partitions."""

    def __init__(self, journal: Journal, sequencer: Sequencer) -> None:
        self._journal = journal
        self._sequencer = sequencer

    def page(self, reader: Device, partition: str, after: int, limit: int = MAX_ENTRIES) -> Page:
        """The next stretch beyond `after`; `upto` is where the reader's cursor goes. Refused `not_yours`."""
        admit(reader, partition)
        with self._journal.db.reading():
            standing, limit = self._sequencer.standing(partition), min(limit, MAX_ENTRIES)
            beyond = self._journal.entries.after(partition, after, limit)
            found = [one for one in beyond if one.position <= standing.last]
            more = len(found) == limit
            upto = found[-1].position if more else max(after, standing.last)
            return self._page(standing, partition, after, upto, self._carried(reader, found))

    def open_page(self, partition: str, after: int) -> Page:
        """The next stretch of a partition that all its readers read whole."""
        with self._journal.db.reading():
            standing = self._sequencer.standing(partition)
            beyond = self._journal.entries.after(partition, after, MAX_ENTRIES)
            found = [one for one in beyond if one.position <= standing.last]
            upto = found[-1].position if found else after
            return self._page(standing, partition, after, upto, (Carried.of(one, one.entry) for one in found))

    def snapshot(self, reader: Device, partition: str) -> Page:
        """All that a machine which starts empty needs: of each item only what holds now, of a queue its last days."""
        admit(reader, partition)
        if partition.startswith("hall:"):
            return self._queue(reader, partition)
        own = self._own(reader)
        sql = (
            f"SELECT {PREFIXED}, {VERDICT} FROM verdict v JOIN entry e ON e.id = v.entry WHERE v.partition = ? "
            f"AND v.position <= ? AND (e.kind NOT IN ({_LATELY}) OR e.terminal IN ({marks(len(own))})) "
            "AND (e.kind <> 'item.published' OR v.position IN "
            "(SELECT position FROM view_item)) ORDER BY v.position"
        )
        with self._journal.db.reading():
            standing = self._sequencer.standing(partition)  # before the rows: another process may judge between them
            found = [to_judged(row) for row in self._journal.db.rows(sql, partition, standing.last, *own)]
            return self._page(standing, partition, 0, standing.last, self._carried(reader, found))

    def _queue(self, reader: Device, partition: str) -> Page:
        """A queue as it was configured and what its remembered days hold."""
        begins = remembered(self._journal.views.queue.state(partition))  # may put a fresh copy down
        with self._journal.db.reading():
            standing = self._sequencer.standing(partition)
            sql = f"SELECT {PREFIXED}, {VERDICT} FROM verdict v JOIN entry e ON e.id = v.entry WHERE v.partition = ? "
            sql += "AND v.position <= ? AND (v.position >= ? OR e.kind = 'queue.configured') ORDER BY v.position"
            found = [to_judged(row) for row in self._journal.db.rows(sql, partition, standing.last, begins)]
            return self._page(standing, partition, 0, standing.last, self._carried(reader, found))

    def _page(self, standing: Standing, partition: str, after: int, upto: int, entries: Iterable[Carried]) -> Page:
        now = self._journal.now()
        return Page(
            epoch=standing.epoch,
            partition=partition,
            after=after,
            upto=upto,
            last=standing.last,
            backed_up=standing.backed_up,
            server_time=iso(now),
            entries=tuple(entries),
            back_to=standing.back_to,
            waits=self._journal.views.waits.find(partition, now) if partition.startswith("hall:") else {},
            portal=self._journal.meta("portal") if partition.startswith("region:") else "",
            silent=not self._sequencer.judges(partition) and self._journal.silent(partition),
        )

    def _carried(self, reader: Device, found: list[Judged]) -> Iterable[Carried]:
        own = self._own(reader)
        whose = self.whose({one.entry.stream for one in found if one.entry.stream.startswith("case:")})
        for one in found:
            entry = envelope(reader, whose.get(one.entry.stream), one.entry, own)
            if entry is not None:
                yield Carried.of(one, entry)

    def _own(self, reader: Device) -> Collection[str]:
        """For whom a reader waits: itself, a hub also for those whose entries it carries."""
        if reader.role != "hub":
            return {reader.terminal}
        return {device.terminal for device in self._journal.views.registry.devices() if device.hall == reader.hall}

    def whose(self, streams: Iterable[str]) -> Mapping[str, Whose]:
        """To whom each case belongs, by stream."""
        listed = list(streams)
        if not listed:
            return {}
        sql = f"SELECT stream, department, hall, terminal FROM view_case WHERE stream IN ({marks(len(listed))})"
        return {row[0]: Whose(*row[1:]) for row in self._journal.db.rows(sql, *listed)}

    def may_have_file(self, reader: Device, name: str) -> bool:
        """Whether one of the cases that name the file is the reader's to read."""
        return any(may_read(reader, Whose(*row)) for row in self._journal.views.cases.cases_of_file(name))
