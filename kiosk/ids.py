"""Identity and randomness, always handed in."""

import secrets
import uuid
from typing import Protocol

from kiosk.clock import Clock


class Randomness(Protocol):
    """A source of random bits and of jitter."""

    def bits(self, count: int) -> int: ...

    def fraction(self) -> float: ...


class SystemRandomness:
    """The operating system's generator."""

    def bits(self, count: int) -> int:
        return secrets.randbits(count)

    def fraction(self) -> float:
        return secrets.randbits(53) / (1 << 53)


def uuid7(clock: Clock, randomness: Randomness) -> str:
    """A UUIDv7 (RFC 9562 section 5.7): 48 bits of milliseconds, then 74 random bits."""
    millis = int(clock.now().timestamp() * 1000) & ((1 << 48) - 1)
    value = millis << 80 | 0x7 << 76 | randomness.bits(12) << 64 | 0b10 << 62 | randomness.bits(62)
    return str(uuid.UUID(int=value))
