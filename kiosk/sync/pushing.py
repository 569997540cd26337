"""Push: batch after batch in the order of writing, the next one on its way while an answer is taken in."""

from collections.abc import Callable, Sequence
from concurrent.futures import Executor, Future, ThreadPoolExecutor, wait
from contextlib import AbstractContextManager, nullcontext

from kiosk.domain.entry import Entry, Judged, Verdict, VerdictName
from kiosk.errors import Refused
from kiosk.journal.journal import Journal
from kiosk.journal.rechaining import reincarnate, resend
from kiosk.journal.rewinding import told_before
from kiosk.sync.answers import LinkTrouble
from kiosk.sync.footing import Footing
from kiosk.sync.retry import batch_limit
from kiosk.sync.upstream import Upstream
from kiosk.wire import JUDGED, MAX_BYTES, MAX_ENTRIES, Push, PushAnswer, Result

Couriers = Callable[[], AbstractContextManager[Executor | None]]
"""One courier for as long as a push lasts; one at a time, so that the batches arrive in their order."""
BODIES = MAX_BYTES - (64 << 10)
WORDS: dict[str, VerdictName] = {word: word for word in JUDGED}
TAKEN = frozenset({*JUDGED, "stored"})


def one_courier() -> AbstractContextManager[Executor]:
    """A thread that sends; it begins with the first batch that has another before it."""
    return ThreadPoolExecutor(1, "courier")


class Pushing:
    """Without couriers each batch waits until the answer to the one before is in the journal."""

    def __init__(
        self, journal: Journal, upstream: Upstream, footing: Footing, couriers: Couriers = nullcontext
    ) -> None:
        self._journal = journal
        self._upstream = upstream
        self._footing = footing
        self._couriers = couriers

    def all(self) -> int:
        """Push until upstream holds everything; returns how many it took."""
        total = 0
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
        if asked is None:
            return 0
        total, (batch, answer) = 0, asked
        following = self._head(batch)
        push = self._told(following)
        while following and _whole(answer):
            coming = courier.submit(self._upstream.push, push)
            try:
                total += self._take(batch, answer)
                batch, following = following, self._head(following)
                push = self._told(following)
            finally:
                wait([coming])
            if (come := _come(coming)) is None:
                return total
            answer = come
        return total + self._take(batch, answer)

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
        return Push(tuple(batch), told_before(self._journal, batch), self._journal.cursor(batch[0].partition).position)

    def _take(self, batch: Sequence[Entry], answer: PushAnswer) -> int:
        self._footing.learn(answer.server_time)
        if self._footing.went_back(batch[0].partition, answer.epoch, answer.back_to):
            return len(batch)
        sent = {entry.id: entry for entry in batch}
        if any(one.id not in sent for one in answer.results):
            raise LinkTrouble("upstream_rubbish", "平台回答的是别人的记录")
        judged = [_judged(sent[one.id], one) for one in answer.results if one.verdict in WORDS]
        stored = [one.id for one in answer.results if one.verdict == "stored"]
        with self._journal.db.transaction():
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
    """The answer; None where the upstream refused the batch as it is, which asking again deals with."""
    try:
        return coming.result()
    except Refused:
        return None


def _judged(entry: Entry, one: Result) -> Judged:
    return Judged(entry, one.position, Verdict(WORDS[one.verdict], one.code, one.result), one.judged_at)
