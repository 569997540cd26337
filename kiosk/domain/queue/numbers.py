"""Numbers of a day: a counter for each prefix that only grows, and blocks of them lent out ahead."""

from msgspec.structs import replace

from kiosk.domain.queue.rules import QueueRules, ServiceRule
from kiosk.domain.queue.state import Day, Lease


def write_number(prefix: str, value: int) -> str:
    """A007; from 1000 on a digit more."""
    return f"{prefix}{value:03d}"


def split_number(number: str) -> tuple[str, int]:
    """The prefix and the value; ("", 0) for what is no number of a hall."""
    prefix = number.rstrip("0123456789")
    digits = number[len(prefix) :]
    return (prefix, int(digits)) if prefix and digits and digits.isascii() and len(digits) < 9 else ("", 0)


def next_value(day: Day, prefix: str) -> int:
    """The number after the last one that the judge gave out, leaping over every block that is lent out."""
    value = day.numbers.get(prefix, 0) + 1
    for lease in sorted(blocks_of(day, prefix), key=lambda one: one.first):
        if lease.first <= value <= lease.last:
            value = lease.last + 1
    return value


def grant(day: Day, rules: QueueRules, service: ServiceRule, terminal: str, size: int, id: str) -> Lease:
    """The next block: above all that was lent or given out before."""
    prefix = service.prefix
    taken = [lease.last for lease in blocks_of(day, prefix)]
    first = max(rules.lease_from, day.numbers.get(prefix, 0) + 1, *(last + 1 for last in taken), 1)
    return Lease(id, terminal, service.code, prefix, first, first + size - 1)


def lent(day: Day, number: str) -> Lease | None:
    """The block that a number is of."""
    prefix, value = split_number(number)
    return next((one for one in blocks_of(day, prefix) if one.first <= value <= one.last), None)


def used(lease: Lease, number: str) -> Lease:
    return replace(lease, used=lease.used | {split_number(number)[1]})


def left_today(day: Day | None, service: ServiceRule) -> int | None:
    """How many numbers may still be promised: quota less spent and outstanding; None without a quota."""
    if not service.quota:
        return None
    if day is None:
        return service.quota
    outstanding = sum(lease.outstanding for lease in day.leases.values() if lease.service == service.code)
    return max(0, service.quota - day.spent.get(service.code, 0) - outstanding)


def blocks_of(day: Day, prefix: str) -> list[Lease]:
    return [lease for lease in day.leases.values() if lease.prefix == prefix]
