"""Blocks of numbers: lent ahead, and brought back by their holders where the judge has lost them."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import msgspec

from kiosk.domain.entry import Verdict
from kiosk.domain.queue.bodies import LeaseGranted
from kiosk.domain.queue.numbers import blocks_of, grant, left_today, split_number
from kiosk.domain.queue.rules import QueueRules
from kiosk.domain.queue.state import Day, QueueState
from kiosk.domain.shapes import known

MOST_LENT = 200
"""Numbers in one block."""
LENT_AHEAD = timedelta(days=30)
"""The day turns with the first person who comes, and blocks for it are lent before: over the longest holiday."""


class Block(msgspec.Struct, frozen=True):
    """Numbers that were lent, as the judge said it when it lent them."""

    prefix: str
    first: int
    last: int

    def has(self, number: str) -> bool:
        prefix, value = split_number(number)
        return prefix == self.prefix and self.first <= value <= self.last


known(Block)


def told_block(told: Mapping[str, Any]) -> Block | None:
    """The block that a number's author tells of, for a judge that has lost it."""
    try:
        block = msgspec.convert(told.get("block"), Block)
    except msgspec.ValidationError:
        return None
    return block if 0 < block.first <= block.last < block.first + MOST_LENT else None


def is_free(day: Day, block: Block) -> bool:
    """Whether nobody has been given or lent any of its numbers."""
    lent = any(one.first <= block.last and block.first <= one.last for one in blocks_of(day, block.prefix))
    return not lent and not any(map(block.has, day.tickets))


def decide_lease(state: QueueState, rules: QueueRules, name: str, body: LeaseGranted) -> Verdict:
    """The block that would be lent as `name`, or why none is."""
    service = rules.service(body.service)
    if service is None:
        return Verdict("refused", "unknown_service")
    if not _may_lend(state.day, body.day) or body.size < 1:
        return Verdict("refused", "other_day")
    day = state.days.get(body.day) or Day(body.day, 0)
    if day.closed:
        return Verdict("refused", "day_closed")
    left = left_today(day, service)
    size = min(body.size, MOST_LENT, MOST_LENT if left is None else left)
    if size < 1:
        return Verdict("refused", "quota_spent")
    lease = grant(day, rules, service, body.terminal, size, name)
    return Verdict("applied", "", {"prefix": lease.prefix, "first": lease.first, "last": lease.last})


def _may_lend(today: str, wanted: str) -> bool:
    try:
        ahead_by = date.fromisoformat(wanted) - date.fromisoformat(today)
    except ValueError:
        return False
    return timedelta(0) <= ahead_by <= LENT_AHEAD
