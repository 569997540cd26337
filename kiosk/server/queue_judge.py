"""Verdicts on a hall's queue: the rules asked with the queue as it stands under the partition's lock."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from msgspec.structs import replace

from kiosk.clock import parse_iso
from kiosk.domain.bodies import Unreadable
from kiosk.domain.entry import Entry, Moment, Verdict
from kiosk.domain.queue.bodies import QUEUE_KINDS, QueueBody, Taken, read_queue
from kiosk.domain.queue.decide import Now, decide
from kiosk.domain.queue.evolve import new_day, turn
from kiosk.domain.queue.state import QueueState
from kiosk.domain.queue.turning import trusted
from kiosk.domain.rights import may_write
from kiosk.journal.registry import Device
from kiosk.journal.views import Views

LONGEST_CODE = 40


@dataclass(frozen=True, slots=True)
class Asked:
    """An entry in front of its judge at `at` (ISO 8601), and what its author was `told` of it before a restore.

    `dropped`: its author takes it back in the same breath.
    """

    entry: Entry
    author: Device
    at: str
    told: Mapping[str, Any] = field(default_factory=dict)
    dropped: bool = False

    @property
    def refused(self) -> str:
        """The code with which its author was told no; it is no answer to anything else than a code."""
        code = self.told.get("refused")
        return code if isinstance(code, str) and code.isidentifier() and len(code) <= LONGEST_CODE else ""


class QueueJudge:
    """Judges `hall:` partitions; an entry that turns the day says so in its result, whatever its verdict is."""

    def __init__(self, views: Views) -> None:
        self._views = views
        self._clocks: dict[str, Moment] = {}

    def verdict(self, asked: Asked) -> Verdict:
        entry = asked.entry
        state = self._views.queue.current(entry.partition)
        day = new_day(state, entry, self._believed(entry), asked.at)
        word = self._word(turn(state, day, 0) if day else state, asked)
        return replace(word, result={**word.result, "turned": day}) if day else word

    def _believed(self, entry: Entry) -> Moment:
        """When it was written, by what its author's clock has shown since this process began."""
        at = self._clocks[entry.terminal] = trusted(self._clocks.get(entry.terminal), entry.at)
        return at

    def _word(self, state: QueueState, asked: Asked) -> Verdict:
        entry, author = asked.entry, asked.author
        if asked.refused:
            return Verdict("refused", asked.refused)
        if entry.kind not in QUEUE_KINDS or entry.version != 1:
            return Verdict("held", "unknown_kind")
        try:
            body = read_queue(entry.kind, entry.body or "")
        except Unreadable:
            return Verdict("held", "unreadable")
        if not _belongs(author, entry) or not may_write(author.role, entry.kind, "", author.departments):
            return Verdict("refused", "not_yours")
        return self._decided(state, asked, body)

    def _decided(self, state: QueueState, asked: Asked, body: QueueBody) -> Verdict:
        if ":" in asked.entry.stream and _well_formed(asked.entry):
            return self._with_wait(
                asked, body, decide(state, asked.entry, body, Now(asked.at, asked.told, asked.dropped))
            )
        return Verdict("held", "unreadable")

    def _with_wait(self, asked: Asked, body: QueueBody, word: Verdict) -> Verdict:
        """A number's verdict says as well how long its owner will wait, in minutes, where that can be said."""
        if not isinstance(body, Taken) or body.lease or word.verdict != "applied":
            return word
        expected = self._views.waits.find(asked.entry.partition, parse_iso(asked.at)).get(body.service)
        if expected is None:
            return word
        return replace(word, result={**word.result, "wait": expected.minutes(word.result["ahead"])})


def _belongs(author: Device, entry: Entry) -> bool:
    return author.role in {"platform", "hub"} or entry.partition == f"hall:{author.hall}"


def _well_formed(entry: Entry) -> bool:
    """A ticket's stream names hall, day and number; other streams name what they are about."""
    return not entry.stream.startswith("ticket:") or entry.stream.count(":") >= 3
