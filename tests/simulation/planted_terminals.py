"""Bugs that a machine could have which writes, reads along and gives numbers."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from typing import Any
from unittest.mock import patch

from msgspec.structs import replace as changed

from kiosk.desks.judging import JudgeBeyond, require
from kiosk.domain.entry import Entry, Judged, Verdict
from kiosk.journal import forgetting, rechaining, rewinding, telling
from kiosk.journal.cases import CaseView
from kiosk.journal.entries import Entries
from kiosk.journal.journal import Cursor, Journal
from kiosk.journal.outbox import Outbox
from kiosk.sync import pushing, tidy
from kiosk.sync.exchange import Exchange
from kiosk.sync.footing import Footing
from kiosk.sync.leasing import Leasing
from kiosk.sync.pushing import Pushing
from kiosk.wire import Page
from tests.simulation import node


def cursor_ahead_of_rows() -> AbstractContextManager[Any]:
    """The cursor is durable before the rows that it speaks of."""
    real = Exchange.accept

    def accept(self: Exchange, partition: str, page: Page) -> bool:
        cursor = self.journal.cursor(partition)
        if cursor.epoch == page.epoch and page.after == cursor.position:
            self.journal.move(partition, replace(cursor, position=page.upto))
        return real(self, partition, page)

    return patch.object(Exchange, "accept", accept)


def cursor_leaps() -> AbstractContextManager[Any]:
    """A page is taken for the whole rest."""
    real = Exchange.accept

    def accept(self: Exchange, partition: str, page: Page) -> bool:
        return real(self, partition, changed(page, upto=page.last))

    return patch.object(Exchange, "accept", accept)


def epoch_ignored() -> AbstractContextManager[Any]:
    return patch.object(Footing, "went_back", lambda self, partition, epoch, back_to: False)


def back_to_ignored() -> AbstractContextManager[Any]:
    """The new epoch is believed, and nothing is put back."""

    def went_back(self: Footing, partition: str, epoch: str, back_to: int) -> bool:
        cursor = self._journal.cursor(partition)
        if cursor.epoch and epoch and cursor.epoch != epoch:
            self._journal.move(partition, replace(cursor, epoch=epoch))
        return False

    return patch.object(Footing, "went_back", went_back)


def rewind_forgets_outbox() -> AbstractContextManager[Any]:
    """What a server lost is tentative again, and nobody sends it."""
    return patch.object(rewinding, "_spoken_for", lambda journal: set())


def prune_on_ack() -> AbstractContextManager[Any]:
    """What upstream has is forgotten here, whether it is backed up there or not."""
    real = Journal.advance

    def advance(self: Journal, partition: str, judged: Sequence[Judged], cursor: Cursor) -> None:
        real(self, partition, judged, replace(cursor, marked=cursor.position))

    return patch.object(Journal, "advance", advance)


def backed_up_mark_ignored_by_tidy() -> AbstractContextManager[Any]:
    def forgettable(journal: Journal, partition: str) -> list[str]:
        rows = journal.db.rows("SELECT DISTINCT stream FROM entry WHERE stream LIKE ? AND body IS NOT NULL", "case:%")
        done = [row[0] for row in rows if journal.entries.stream(row[0])[0] and not journal.entries.tentative(row[0])]
        return [stream.partition(":")[2] for stream in done if forgetting._delivered(journal, stream)]

    return patch.object(tidy, "forgettable", forgettable)


def files_forgotten_unsent() -> AbstractContextManager[Any]:
    return patch.object(forgetting, "_delivered", lambda journal, stream: True)


def retry_not_rearmed() -> AbstractContextManager[Any]:
    """What is on its way counts as sent; a failure does not take that back."""
    real = Pushing._told

    def told(self: Pushing, batch: Sequence[Entry]) -> Any:
        self._journal.outbox.mark_stored([entry.id for entry in batch])
        return real(self, batch)

    return patch.object(Pushing, "_told", told)


def stored_taken_for_judged() -> AbstractContextManager[Any]:
    """A hub's copy is taken for the judge's word."""
    return patch.object(Outbox, "mark_stored", Outbox.remove)


def settle_without_verdict() -> AbstractContextManager[Any]:
    """Views and outbox take the verdict in; the journal does not."""
    real = Entries.judge

    def judge(self: Entries, judged: Sequence[Judged], *chains: Mapping[str, str]) -> None:
        real(self, [one for one in judged if one.verdict.verdict != "refused"], *chains)

    return patch.object(Entries, "judge", judge)


def verdict_recomputed_locally() -> AbstractContextManager[Any]:
    """A reader trusts its own reading of the rules more than the judge's word."""
    real = Journal.settle

    def settle(self: Journal, judged: Sequence[Judged]) -> None:
        real(self, [_own_word(self, one) for one in judged])

    return patch.object(Journal, "settle", settle)


def _own_word(journal: Journal, one: Judged) -> Judged:
    if not one.entry.stream.startswith("case:") or one.entry.body is None:
        return one
    state = journal.views.cases.confirmed(one.entry.stream.partition(":")[2])
    word = journal.views.cases._expected(state, one.entry)
    return changed(one, verdict=Verdict(word.verdict, word.code, {**word.result, **one.verdict.result}))


def clone_ignored() -> AbstractContextManager[Any]:
    """A terminal that is told of its twin goes on as it was."""
    return _on_clash(lambda journal, clash: None)


def clone_drops_unsent() -> AbstractContextManager[Any]:
    """A terminal that is told of its twin begins anew, and leaves behind what it had not sent."""
    real = rechaining.reincarnate

    def reincarnate(journal: Journal, clash: Entry) -> None:
        journal.outbox.remove([clash.id])
        real(journal, clash)

    return _on_clash(reincarnate)


@contextmanager
def _on_clash(do: Callable[[Journal, Entry], None]) -> Iterator[None]:
    with patch.object(rechaining, "reincarnate", do), patch.object(pushing, "reincarnate", do):
        yield


def lease_number_reused() -> AbstractContextManager[Any]:
    """How far a block is used is known in memory alone; a restart begins it again."""

    def used(self: Leasing, lease: Any) -> int:
        reached: int = max(lease.first - 1, *lease.used, 0)
        return reached

    return patch.object(Leasing, "_used", used)


def block_not_told() -> AbstractContextManager[Any]:
    """A judge that has lost a block hears of nobody what was on paper of it."""
    return patch.object(telling, "_lease_of", lambda entry: "")


def unheard_not_dropped() -> AbstractContextManager[Any]:
    """Who heard no answer forgets to take the question back."""

    def ask(self: JudgeBeyond, stream: str, kind: str, body: object) -> Judged:
        entry = self.note(stream, kind, body)
        return require(self._exchange.ask(entry))

    return patch.object(JudgeBeyond, "ask", ask)


def unheard_kept_at_start() -> AbstractContextManager[Any]:
    """A kiosk that was killed while it asked lets its question stand."""
    return patch.object(node, "take_back_unheard", lambda journal, partition: 0)


def start_without_catching_up() -> AbstractContextManager[Any]:
    """What a kill cut off between its two halves is never finished."""

    def catch_up(self: Journal) -> None:
        fresh = self.entries.unfolded(self.entries.last_row() - 1)
        with self.db.transaction():
            self.outbox.add(fresh)
            self.views.tentative(fresh)

    return patch.object(Journal, "catch_up", catch_up)


def view_folded_out_of_order() -> AbstractContextManager[Any]:
    """A verdict lays itself over whatever the view shows."""
    real = CaseView.refold
    return patch.object(CaseView, "refold", lambda self, stream: None if "case:" in stream else real(self, stream))
