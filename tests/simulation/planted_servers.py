"""Bugs that a judge could have, or whoever carries for it."""

from contextlib import AbstractContextManager
from dataclasses import replace
from typing import Any
from unittest.mock import patch

from msgspec.structs import replace as changed

from kiosk import mending
from kiosk.app import Machine
from kiosk.domain.appointment import Slot
from kiosk.domain.entry import Entry
from kiosk.domain.queue import decide as queue_rules
from kiosk.domain.queue import evolve as queue_evolve
from kiosk.domain.queue import numbers
from kiosk.journal import epochs
from kiosk.journal.blobs import BlobRow, Blobs
from kiosk.journal.entries import Head
from kiosk.journal.journal import Author, Journal
from kiosk.journal.views import Views
from kiosk.server import reading
from kiosk.server.closing import Closing
from kiosk.server.handover import begin_hub
from kiosk.server.queue_judge import Asked, QueueJudge
from kiosk.server.sequencer import Sequencer
from kiosk.server.service import Service
from kiosk.sync.upstream import Upstream
from kiosk.wire import BlobState, Page, Push, PushAnswer, Replicated
from tests.simulation import node, troubles


class _Undo(Exception):
    """Takes a transaction back."""


def acks_before_commit() -> AbstractContextManager[Any]:
    """The server answers out of memory and commits with the next request, which may never come."""
    real = Service.push

    def push(self: Service, sender: Any, push: Push) -> PushAnswer:
        later: list[Any] = vars(self.journal).setdefault("_later", [])
        for before in [later.pop(0) for _ in list(later)]:
            real(self, *before)
        answers = []
        try:
            with self.journal.db.transaction():
                answers.append(real(self, sender, push))
                raise _Undo
        except _Undo:
            later.append((sender, push))
        return answers[0]

    return patch.object(Service, "push", push)


def dedup_by_seq() -> AbstractContextManager[Any]:
    """What has a number that was seen is taken for what was seen, whoever wrote it."""
    real = Sequencer._fits

    def fits(self: Sequencer, entry: Entry, head: Head, known: dict[str, str]) -> Any:
        return (None, entry.seq) if entry.seq <= head.seq else real(self, entry, head, known)

    return patch.object(Sequencer, "_fits", fits)


def gap_ignored() -> AbstractContextManager[Any]:
    real = Sequencer._fits

    def fits(self: Sequencer, entry: Entry, head: Head, known: dict[str, str]) -> Any:
        word, seq = real(self, entry, head, known)
        return ("stored", entry.seq) if word == "gap" else (word, seq)

    return patch.object(Sequencer, "_fits", fits)


def restored_in_the_old_epoch() -> AbstractContextManager[Any]:
    """A server comes back from its backup and says nothing."""
    return patch.object(mending, "begin_epoch", lambda journal, back_to: None)


def restored_as_the_old_author() -> AbstractContextManager[Any]:
    """A server that was restored counts on from where its backup ends, under the same name."""
    real = mending.go_on

    def go_on(machine: Machine) -> None:
        with patch.object(Journal, "begin_incarnation", lambda self: None):
            real(machine)

    return patch.object(node, "go_on", go_on)


def witness_unheard() -> AbstractContextManager[Any]:
    """A judge that was put back without a word does not listen to what its readers were told."""
    return patch.object(epochs, "_is_contradicted", lambda journal, partition, said: False)


def begins_as_its_disk_says() -> AbstractContextManager[Any]:
    """A hub that is switched on counts on from where its disk ends, under the same name."""
    real, fresh = begin_hub, Journal.begin_incarnation

    def kept(journal: Journal) -> Author:
        known = journal.meta("incarnation")
        return Author(journal.terminal, known) if known else fresh(journal)

    def begin(machine: Machine, link: Upstream) -> None:
        with patch.object(Journal, "begin_incarnation", kept):
            real(machine, link)

    return patch.object(node, "begin_hub", begin)


def quota_returned_too_early() -> AbstractContextManager[Any]:
    """What was lent and is not used yet is promised a second time."""

    def left(self: Slot) -> int:
        return self.capacity - sum(one.state != "cancelled" for one in self.bookings.values())

    return patch.object(Slot, "left", property(left))


def lent_quota_forgotten() -> AbstractContextManager[Any]:
    """A day's quota knows nothing of the blocks that are out."""
    real = numbers.left_today

    def left_today(day: Any, service: Any) -> int | None:
        return real(changed(day, leases={}) if day else None, service)

    return patch.object(queue_rules, "left_today", left_today)


def told_ignored() -> AbstractContextManager[Any]:
    """A judge that has gone back does not hear what its askers were told."""
    real = QueueJudge.verdict
    return patch.object(
        QueueJudge, "verdict", lambda self, asked: real(self, Asked(asked.entry, asked.author, asked.at))
    )


def blob_confirmed_before_complete() -> AbstractContextManager[Any]:
    real = Service.blob_state

    def blob_state(self: Service, name: str) -> BlobState:
        state = real(self, name)
        return BlobState(name, state.offset, True, "confirmed", True) if state.offset else state

    return patch.object(Service, "blob_state", blob_state)


def blob_hash_unchecked() -> AbstractContextManager[Any]:
    def finish(self: Blobs, name: str) -> BlobRow:
        self.mark(name, "here")
        return self._must_find(name)

    return patch.object(Blobs, "_finish", finish)


def blob_not_in_backup() -> AbstractContextManager[Any]:
    """A file is confirmed although no backup holds it."""
    real = Service.blob_state

    def blob_state(self: Service, name: str) -> BlobState:
        state = real(self, name)
        return replace(state, kept=state.complete)

    return patch.object(Service, "blob_state", blob_state)


def first_backup_binds_nobody() -> AbstractContextManager[Any]:
    """Readers forget on while the first backup is made, and after it broke off."""
    return patch.object(troubles, "expect_backups", lambda journal: None)


def newcomers_get_today() -> AbstractContextManager[Any]:
    """Who starts empty is sent the present day of a queue, and nothing of those before it that are kept."""
    return patch.object(reading, "remembered", lambda state: state.today.begins if state.today else 0)


def held_stream_passes() -> AbstractContextManager[Any]:
    return patch.object(Views, "is_held", lambda self, stream: False)


def day_turned_by_its_own_clock() -> AbstractContextManager[Any]:
    """What a judge writes by itself turns the day as well."""
    return patch.object(queue_evolve, "JUDGING", frozenset())


def day_closed_by_its_own_clock() -> AbstractContextManager[Any]:
    """A judge closes a day that nobody else has seen the end of."""
    return patch.object(Closing, "_is_borne_out", lambda self, partition, now: True)


def replica_out_of_turn() -> AbstractContextManager[Any]:
    """The platform takes a hall's page wherever it begins."""
    real = Service.replicate

    def replicate(self: Service, sender: Any, page: Page) -> Replicated:
        cursor = self.journal.cursor(page.partition)
        if cursor.epoch == page.epoch:
            self.journal.move(page.partition, replace(cursor, position=page.after))
        return real(self, sender, page)

    return patch.object(Service, "replicate", replicate)
