"""One exchange with the upstream: push what is here, pull what is there, send files, forget what may go."""

from collections.abc import Callable, Sequence
from contextlib import nullcontext, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from kiosk.clock import iso, parse_iso
from kiosk.domain.entry import Entry, Judged
from kiosk.errors import Fault, Refused
from kiosk.journal.blobs import CHUNK, BlobPlace, BlobRow
from kiosk.journal.epochs import back_to, heed, witness
from kiosk.journal.journal import Cursor, Journal
from kiosk.journal.rechaining import make_way
from kiosk.sync.answers import Dismissed, LinkTrouble
from kiosk.sync.footing import Footing
from kiosk.sync.leasing import Leasing
from kiosk.sync.pushing import Couriers, Pushing
from kiosk.sync.retry import after_failure, after_refusal, after_success, due, is_news
from kiosk.sync.tidy import forget_delivered
from kiosk.sync.upstream import Upstream
from kiosk.wire import MAX_ENTRIES, BlobState, Carried, LeaseRequest, Page, Replicated

T = TypeVar("T")
WORKS = ("push", "pull", "replicas", "leases", "blobs")
REPLICATED = 250
"""Entries in one page on its way up: far below what a server takes at once."""


@dataclass(frozen=True, slots=True)
class Tally:
    """What one exchange moved and what is left: `kiosk sync --once` prints it."""

    pushed: int = 0
    pulled: int = 0
    pending: int = 0
    held: int = 0
    blobs_pending: int = 0


class Exchange:
    """The steps of an exchange. Each may be repeated at any time; each failure plans the next try and is raised."""

    def __init__(
        self,
        journal: Journal,
        upstream: Upstream,
        partitions: Sequence[str],
        papers: Path | None,
        judged_here: Sequence[str] = (),
        leasing: Leasing | None = None,
        couriers: Couriers = nullcontext,
        first: Sequence[Callable[[], None]] = (),
        dismissed: Callable[[Dismissed], None] = lambda _: None,
    ) -> None:
        self.journal = journal
        self.upstream = upstream
        self.partitions = partitions
        self._papers = papers
        self._judged_here = judged_here
        self._leasing = leasing
        self._first = first
        self._dismissed = dismissed
        self._footing = Footing(journal, upstream)
        self._pushing = Pushing(journal, upstream, self._footing, couriers)

    def once(self, patient: bool = False) -> Tally:
        """Everything that can be done now; `patient` honours the stored next try, a person who asks does not wait."""
        for work in self._first:
            with suppress(Fault):  # on a full disk, say: what waits to be sent does not wait for this
                work()
        pushed = self._work("push", patient, self.push_all)
        pulled = self._work("pull", patient, self.pull_all)
        self._work("replicas", patient, self.replicate_all)
        self._work("leases", patient, self.lease_all)
        self._work("blobs", patient, self.send_files)
        self._work("blobs", patient, self.ask_for_kept)
        self.tidy()
        return self.tally(pushed, pulled)

    def tally(self, pushed: int = 0, pulled: int = 0) -> Tally:
        journal = self.journal
        held = len(journal.views.held())
        return Tally(pushed, pulled, journal.outbox.count(), held, len(journal.blobs.to_send()))

    def rest(self, longest: float) -> float:
        """For how many seconds there is nothing to do unless somebody wakes us."""
        now = self.journal.clock.now()
        plans = [self.journal.outbox.retry(name) for name in WORKS]
        waits = [(parse_iso(plan.next_at) - now).total_seconds() for plan in plans if plan.next_at]
        return min(longest, max(0.05, min(waits))) if waits else longest

    def _work(self, name: str, patient: bool, step: Callable[[], int]) -> int:
        """Do one kind of work and plan its next try by how it went."""
        plan = self.journal.outbox.retry(name)
        now = self.journal.clock.now()
        if patient and not due(plan, now):
            return 0
        try:
            done = step()
        except LinkTrouble as trouble:
            refused = trouble.status in {401, 403}
            fraction = self.journal.randomness.fraction()
            later = (
                after_refusal(plan, now, trouble.code)
                if refused
                else after_failure(plan, now, fraction, trouble.retry_after)
            )
            self.journal.outbox.plan(name, later)
            if isinstance(trouble, Dismissed):
                self._dismissed(trouble)
            raise
        if is_news(plan, now):
            self.journal.outbox.plan(name, after_success(now))
        return done

    def push_all(self) -> int:
        """Push until upstream holds everything; returns how many it took."""
        self.journal.catch_up()  # a full disk may have come between the halves of an append
        return self._pushing.all()

    def pull_all(self) -> int:
        """Pull every partition to its end; returns how many entries came."""
        return sum(self._pull(partition) for partition in self.partitions)

    def _pull(self, partition: str) -> int:
        total = 0
        while True:
            cursor = self.journal.cursor(partition)
            page = self._fetch(partition, cursor)
            if page.after != cursor.position:
                raise LinkTrouble("upstream_rubbish", "平台给的一页接不上本机读到的地方")
            if not self.accept(partition, page):
                continue
            total += len(page.entries)
            if page.upto >= page.last:
                return total

    def accept(self, partition: str, page: Page) -> bool:
        """Take a page in that leaves no gap behind it; False where upstream went back instead.

        Another thread or process of this machine may have read on in the meantime; what is here already is taken once.
        """
        self._footing.learn(page.server_time)
        known = self.journal.cursor(partition)
        if page.waits or page.entries or _moved(known, page) != known:  # without news nobody has to wait for us
            with self.journal.db.transaction():
                self.journal.db.lock(partition)
                if self._footing.went_back(partition, page.epoch, page.back_to):
                    return False
                self._take_in(partition, page)
        if page.portal and page.portal != self.journal.meta("portal"):
            self.journal.set_meta("portal", page.portal)
        self.journal.hear(partition, page.silent)
        return True

    def _take_in(self, partition: str, page: Page) -> None:
        """From where this machine stands by now; the caller holds the lock, so nobody moves it on meanwhile."""
        cursor = self.journal.cursor(partition)
        if page.after > cursor.position or page.partition != partition or page.upto < page.after:
            raise LinkTrouble("upstream_rubbish", "平台给的一页接不上本机读到的地方")
        if page.waits:
            self.journal.views.waits.keep(partition, page.waits, self.journal.now())
        new = _moved(cursor, page)
        if page.entries or new != cursor:
            make_way(self.journal, [one.entry for one in page.entries])
            self.journal.advance(partition, [one.judged() for one in page.entries], new)

    def _fetch(self, partition: str, cursor: Cursor) -> Page:
        if cursor.position == 0:
            return self.upstream.snapshot(partition)
        return self.upstream.page(partition, cursor.position, MAX_ENTRIES, witness(self.journal, partition))

    def pull_one(self, partition: str) -> int:
        """Pull one partition now, for somebody who waits."""
        return self._work("pull", False, lambda: self._pull(partition))

    def lease_all(self) -> int:
        """Have numbers ready for the time without a line; a judge that lends none now is asked again another time.

        Not before it has heard what is on paper here: one that was restored would lend the same numbers again.
        """
        if self._leasing is None or self.journal.outbox.is_waiting(self._leasing.partition):
            return 0
        words = set()
        for request in self._leasing.wanting():
            words.add(self._borrow(request))
            if "not_judged_here" in words:
                break
        return self._pull(self._leasing.partition) if "" in words else 0

    def _borrow(self, request: LeaseRequest) -> str:
        """Why nothing was lent, or ''."""
        try:
            self.upstream.lease(request)
        except Refused as refused:
            return refused.code
        return ""

    def replicate_all(self) -> int:
        """Tell upstream what was judged here since it heard last; returns how many entries went."""
        return sum(self._replicate(partition) for partition in self._judged_here)

    def _replicate(self, partition: str) -> int:
        """Also of nothing new, once a start: an upstream that knows more than we do after a restore forgets it."""
        total = 0
        told, position = self._replicated(partition)
        while (found := self._beyond(partition, position)) or told != self._teller():
            teller, page = self._teller(), self._upward(partition, position, found)
            answer = self.upstream.replicate(page)
            if self._was_put_back(partition, answer):
                continue
            if found and answer.position == position:
                raise LinkTrouble("replica_stuck", "平台没有收下大厅的排队记录", 409)
            total += len(found) if answer.position == page.upto else 0
            told, position = teller, answer.position
            self.journal.set_meta(f"replicated {partition}", f"{told} {position}")
        if not total and self.journal.views.waits.find(partition, self.journal.now()):
            self._was_put_back(partition, self.upstream.replicate(self._upward(partition, position, [])))
        return total

    def _was_put_back(self, partition: str, answer: Replicated) -> bool:
        """Whether upstream holds what we do not know to have said; then we begin a new epoch."""
        known = answer.witness
        return known is not None and heed(self.journal, partition, known, known.position)

    def _beyond(self, partition: str, position: int) -> Sequence[Judged]:
        return self.journal.entries.after(partition, position, REPLICATED)

    def _replicated(self, partition: str) -> tuple[str, int]:
        """Who told upstream of a partition last, and up to where."""
        teller, _, position = self.journal.meta(f"replicated {partition}").rpartition(" ")
        return teller, int(position or 0)

    def _teller(self) -> str:
        """Our epoch and our incarnation: a disk put back may remember an epoch that upstream has left since."""
        return f"{self.journal.meta('epoch')} {self.journal.author().incarnation}"

    def _upward(self, partition: str, after: int, found: Sequence[Judged]) -> Page:
        upto = found[-1].position if found else after
        epoch, now = self.journal.meta("epoch"), self.journal.now()
        entries = tuple(Carried.of(one, one.entry) for one in found)
        waits = self.journal.views.waits.find(partition, now)
        return Page(
            epoch, partition, after, upto, upto, upto, iso(now), entries, back_to(self.journal, partition), waits
        )

    def ask(self, entry: Entry) -> Judged:
        """Push up to `entry` and give the judge's word; LinkTrouble where it cannot be had now."""
        while (known := self.journal.entries.judged([entry.id]).get(entry.id)) is None:
            if not self._pushing.batch():
                raise LinkTrouble("judge_silent", "大厅主机现在不能回答")
        return known

    def send_files(self) -> int:
        """Send every file of handed-in cases that the platform does not hold yet; returns how many it holds now."""
        return sum(self._send_file(row) for row in self.journal.blobs.to_send())

    def _send_file(self, row: BlobRow) -> bool:
        state = self.upstream.blob_state(row.hash)
        while not state.complete:
            data = self.journal.blobs.piece(row.hash, state.offset, CHUNK)
            try:
                state = self.upstream.blob_extend(row.hash, row.size, state.offset, data)
            except Refused as refusal:
                if refusal.code != "wrong_offset":
                    raise LinkTrouble("upstream_rubbish", f"平台不收文件：{refusal.message}", 400) from refusal
                state = self.upstream.blob_state(row.hash)
        self._mark(state)
        return state.place == "confirmed"

    def _mark(self, state: BlobState) -> None:
        place: BlobPlace = "stored"
        if state.place == "confirmed":
            place = "kept" if state.kept else "confirmed"
        with self.journal.db.transaction():
            self.journal.blobs.mark(state.hash, place)

    def ask_for_kept(self) -> int:
        """Whether files are in a backup by now, of cases that are; asked by those who forget and those who carry."""
        if self._papers is None and not self._judged_here:
            return 0
        marks = [(name, self.journal.cursor(name).marked) for name in self.partitions]
        unsure = [file for name, marked in marks for file in self.journal.blobs.unsure(name, marked)]
        for file in unsure:
            state = self.upstream.blob_state(file)
            if state.complete:
                self._mark(state)
        return len(unsure)

    def tidy(self) -> None:
        """Forget what the platform holds, on a machine that keeps nobody (one that was given its papers' folder)."""
        if self._papers is not None:
            forget_delivered(self.journal, self.partitions, self._papers)


def _moved(cursor: Cursor, page: Page) -> Cursor:
    """Where a cursor stands once a page is taken in: never further back."""
    return Cursor(max(page.upto, cursor.position), page.epoch, max(page.backed_up, cursor.marked))
