"""Push: batch after batch in the order of writing, the next ones on their way while an answer is taken in."""

from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Executor, Future, ThreadPoolExecutor, wait
from contextlib import AbstractContextManager, nullcontext

from kiosk.domain.entry import Entry, Judged, Verdict, VerdictName
from kiosk.errors import Refused
from kiosk.journal.epochs import witness
from kiosk.journal.journal import Journal
from kiosk.journal.rechaining import reincarnate, resend
from kiosk.journal.telling import told_before
from kiosk.sync.answers import LinkTrouble
from kiosk.sync.footing import Footing
from kiosk.sync.retry import batch_limit
from kiosk.sync.upstream import Upstream
from kiosk.wire import JUDGED, MAX_BYTES, MAX_ENTRIES, Push, PushAnswer, Result

Couriers = Callable[[], AbstractContextManager[Executor | None]]
"""Who sends ahead, for as long as a push lasts."""
Ahead = deque[tuple[Sequence[Entry], Future[PushAnswer]]]
"""Batches on their way, in their order."""
AHEAD = 2
"""While one is judged another arrives; where it overtakes the one before, it comes too early and is sent again."""
BODIES = MAX_BYTES - (64 << 10)
WORDS: dict[str, VerdictName] = {word: word for word in JUDGED}
TAKEN = frozenset({*JUDGED, "stored"})


def courier_threads() -> AbstractContextManager[Executor]:
    """Threads that send; they begin with the first batch that has another before it."""
    return ThreadPoolExecutor(AHEAD, "courier")


class Pushing:
    """Without couriers each batch waits until the answer to the one before is in the journal."""

    def __init__(
        self, journal: Journal, upstream: Upstream, footing: Footing, couriers: Couriers = nullcontext
    ) -> None:
        self._journal = journal
        self._upstream = upstream
        self._footing = footing
        self._couriers = couriers
        self._most_ahead = AHEAD

    def all(self) -> int:
        """Push until upstream holds everything; returns how many it took."""
        total, self._most_ahead = 0, AHEAD
        with self._couriers() as courier:
            while moved := self._streak(courier) if courier else self.batch():
                total += moved
        return total

    def batch(self) -> int:
        """Push one batch; returns how many of it the upstream took, 0 where nothing waits."""
        asked = self._ask()
        return self._take(*asked) if asked else 0

    def _streak(self, courier: Executor) -> int:
        """Push a batch and those after it, until one is not taken whole; returns how many were taken."""
        asked = self._ask()
        if asked is None or not _whole(asked[1]):
            return self._take(*asked) if asked else 0
        total, (batch, answer) = 0, asked
        ahead: Ahead = deque()
        try:
            while True:
                self._send_ahead(courier, batch, ahead)
                total += self._take(batch, answer)
                if not ahead:
                    return total
                batch, coming = ahead.popleft()
                if (come := _come(coming)) is None:
                    self._most_ahead -= 1  # in the end one by one: then every answer is acted on
                    return total
                answer = come
        finally:
            wait([coming for _, coming in ahead])

    def _send_ahead(self, courier: Executor, batch: Sequence[Entry], ahead: Ahead) -> None:
        """Have what follows on `batch` on its way, as far as there is room."""
        last = ahead[-1][0] if ahead else batch
        while len(ahead) < self._most_ahead and (last := self._head(last)):
            ahead.append((last, courier.submit(self._upstream.push, self._told(last))))

    def _ask(self) -> tuple[Sequence[Entry], PushAnswer] | None:
        """Send the head, halved where the upstream finds it too large or keeps failing on it."""
        batch = self._head()
        while batch:
            try:
                return batch, self._upstream.push(self._told(batch))
            except Refused as refusal:
                if refusal.code != "too_large" or len(batch) == 1:
                    raise LinkTrouble("upstream_rubbish", f"平台不收这一批：{refusal.message}", 400) from refusal
                batch = batch[: len(batch) // 2]
        return None

    def _head(self, beyond: Sequence[Entry] = ()) -> Sequence[Entry]:
        limit = batch_limit(self._journal.outbox.retry("push"), MAX_ENTRIES)
        return self._journal.outbox.head(limit, BODIES, beyond[-1].id if beyond else "")

    def _told(self, batch: Sequence[Entry]) -> Push:
        """What goes up; of nothing, nothing."""
        if not batch:
            return Push(())
        known = witness(self._journal, batch[0].partition)
        return Push(tuple(batch), told_before(self._journal.db, batch), known)

    def _take(self, batch: Sequence[Entry], answer: PushAnswer) -> int:
        self._footing.learn(answer.server_time)
        if self._footing.went_back(batch[0].partition, answer.epoch, answer.back_to):
            return len(batch)
        sent = {entry.id: entry for entry in batch}
        if any(one.id not in sent for one in answer.results):
            raise LinkTrouble("upstream_rubbish", "平台回答的是别人的记录")
        judged = [_judged(sent[one.id], one) for one in answer.results if one.verdict in WORDS]
        stored = [one.id for one in answer.results if one.verdict == "stored"]
        with self._journal.db.unsynced(), self._journal.db.transaction():  # the judge keeps its word, not we
            self._journal.settle(judged)
            self._journal.outbox.mark_stored(stored)
        self._mend(answer.results, batch)
        if not judged and not stored:
            raise LinkTrouble("push_stuck", "平台没有收下这一批记录", 409)
        return len(judged) + len(stored)

    def _mend(self, results: Sequence[Result], batch: Sequence[Entry]) -> None:
        """What the first entry that did not fit asks for; those after it are asked about again."""
        odd = next((one for one in results if one.verdict in {"cloned", "gap"}), None)
        if odd is None:
            return
        entry = next(one for one in batch if one.id == odd.id)
        if odd.verdict == "cloned":
            reincarnate(self._journal, entry)
        else:
            resend(self._journal, entry, odd.seq)


def _whole(answer: PushAnswer) -> bool:
    return all(one.verdict in TAKEN for one in answer.results)


def _come(coming: Future[PushAnswer]) -> PushAnswer | None:
    """The answer; None where the batch was not taken as it is, which asking again deals with."""
    try:
        answer = coming.result()
    except Refused:
        return None
    return answer if _whole(answer) else None


def _judged(entry: Entry, one: Result) -> Judged:
    return Judged(entry, one.position, Verdict(WORDS[one.verdict], one.code, one.result), one.judged_at)
