"""Clerks: who may sign at a window, how a password is kept from being guessed, and what each of them may do."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from kiosk.domain.rights import covers

ACTOR = "clerk:"
"""What stands before the number in an entry's actor."""
DUTIES = ("export",)
"""What only some clerks may do, beside their departments' cases."""
FREE_FAILURES = 5
FIRST_LOCK = timedelta(minutes=15)
LONGEST_LOCK = timedelta(hours=24)
SHORTEST_PASSWORD = 8
_NUMBER = re.compile(r"[0-9A-Za-z][0-9A-Za-z-]{0,19}")

Leaving = Literal["left", "idle", "handed_over"]


@dataclass(frozen=True, slots=True)
class ClerkRegistered:
    """clerk.registered 1: `secret` is an Argon2id hash in its usual text form; '*' in departments is all of them."""

    number: str
    name: str
    secret: str
    departments: tuple[str, ...]
    duties: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ClerkSecretSet:
    """clerk.secret_set 1: also ends a lock."""

    number: str
    secret: str


@dataclass(frozen=True, slots=True)
class ClerkDisabled:
    """clerk.disabled 1"""

    number: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class SignedIn:
    """clerk.signed_in 1"""

    number: str


@dataclass(frozen=True, slots=True)
class SignedOut:
    """clerk.signed_out 1"""

    number: str
    why: Leaving


@dataclass(frozen=True, slots=True)
class SignInFailed:
    """clerk.failed 1: nothing of what was typed."""

    number: str


@dataclass(frozen=True, slots=True)
class Locked:
    """clerk.locked 1: `until` is ISO 8601."""

    number: str
    until: str


CLERK_BODIES: dict[str, type] = {
    "clerk.registered": ClerkRegistered,
    "clerk.secret_set": ClerkSecretSet,
    "clerk.disabled": ClerkDisabled,
    "clerk.signed_in": SignedIn,
    "clerk.signed_out": SignedOut,
    "clerk.failed": SignInFailed,
    "clerk.locked": Locked,
}


@dataclass(frozen=True, slots=True)
class Officer:
    """A clerk as the registry has them (经办人)."""

    number: str
    name: str
    secret: str
    departments: tuple[str, ...]
    duties: tuple[str, ...]
    disabled: bool = False

    @property
    def actor(self) -> str:
        return ACTOR + self.number


def is_number(text: str) -> bool:
    """A number of service (工号): letters, digits and hyphens, 20 at most."""
    return _NUMBER.fullmatch(text) is not None


def why_weak(password: str, number: str) -> str:
    """Why a password is too easily guessed; '' for a good one. Eight characters of two kinds, without the number."""
    if len(password) < SHORTEST_PASSWORD:
        return f"密码至少 {SHORTEST_PASSWORD} 位"
    if number.lower() in password.lower():
        return "密码里不要带工号"
    kinds = {"digit" if one.isdigit() else "letter" if one.isalpha() else "sign" for one in password}
    return "" if len(kinds) > 1 and len(set(password)) > 3 else "密码要有字母和数字，不要总是同一个字"


def locked_until(failures: Sequence[datetime]) -> datetime | None:
    """When a clerk may try again after `failures` in a row, oldest first; None where nothing is locked.

    Four are free; the fifth locks for a quarter of an hour, each one after a lock for twice as long, a day at most.
    """
    beyond = len(failures) - FREE_FAILURES
    if beyond < 0:
        return None
    return failures[-1] + min(LONGEST_LOCK, FIRST_LOCK * (1 << min(beyond, 10)))


def why_may_not(actor: str, officer: Officer | None, department: str) -> str:
    """Why a decision about a case of `department` does not count, '' where it does; `officer` is whom `actor` names."""
    if not actor.startswith(ACTOR):
        return "sign_in_first"
    if officer is None:
        return "unknown_clerk"
    if officer.disabled:
        return "clerk_disabled"
    return "" if covers(officer.departments, department) else "not_your_department"
