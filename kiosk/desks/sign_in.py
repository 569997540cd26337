"""Signing in at a window: number and password against what the platform registered, with or without a line."""

from datetime import datetime, timedelta

from kiosk.clock import iso
from kiosk.desk import Signed
from kiosk.desks.filing import Write
from kiosk.domain.clerk import Leaving, Locked, Officer, SignedIn, SignedOut, SignInFailed, locked_until
from kiosk.errors import Refused
from kiosk.ids import uuid7
from kiosk.journal.journal import Journal
from kiosk.passwords import Passwords

NOBODY = "clerk"
"""The actor in a region without clerks."""


class SignIn:
    """The seat at one window: one clerk at a time. Every coming, going and failing is an entry, without a password."""

    def __init__(self, journal: Journal, write: Write, passwords: Passwords) -> None:
        self._journal = journal
        self._write = write
        self._passwords = passwords
        self._officer: Officer | None = None

    @property
    def needed(self) -> bool:
        """Whether the region has clerks; without any, a name alone is asked for."""
        return self._journal.views.clerks.any()

    @property
    def officer(self) -> Officer | None:
        return self._officer

    @property
    def actor(self) -> str:
        """Who writes."""
        return self._officer.actor if self._officer else NOBODY

    def require(self) -> None:
        """Refused `sign_in_first` where nobody sits who should, `clerk_disabled` for one who was let go meanwhile."""
        if self._officer is None and self.needed:
            raise Refused("sign_in_first", "请先用工号和密码登录，已填的内容都还在")
        if self._officer and self._usable(self._officer.number) is None:
            raise Refused("clerk_disabled", "这个工号已经停用，请联系管理员；已填的内容都还在")

    def sign_in(self, number: str, password: str) -> Signed:
        """Refused `wrong_password` for an unknown number too, `locked` with the minutes that are left."""
        self.sign_out("handed_over")
        self._officer = found = self.check(number, password)
        return Signed(found.number, found.name)

    def sign_out(self, why: Leaving) -> None:
        """Nobody sits here any more; where nobody did, nothing happens."""
        if self._officer is not None:
            gone, self._officer = self._officer, None
            self._note(gone.number, gone.actor, "clerk.signed_out", SignedOut(gone.number, why))
            self._journal.catch_up()

    def check(self, number: str, password: str) -> Officer:
        """Who says so with this password, for a single act; nobody takes the seat. Refused as `sign_in`."""
        with self._journal.db.transaction():
            self._journal.db.lock(f"clerk:{number}")
            found = self._try(number, password)
        self._journal.catch_up()
        if isinstance(found, Refused):
            raise found
        return found

    def _try(self, number: str, password: str) -> Officer | Refused:
        """The failure is returned, not raised: its entry must be durable before anybody is told."""
        officer, usable = self._journal.views.clerks.find(number), self._usable(number)
        if officer and (until := locked_until(self._journal.views.clerks.failures(number))) and until > self._now():
            return Refused("locked", f"输错次数太多，请过 {_minutes(until - self._now())} 分钟再试，或请管理员重设密码")
        if not self._passwords.matches(usable.secret if usable else "", password):
            if officer:
                self._fail(officer)
            return Refused("wrong_password", "工号或密码不对，请重新输入")
        assert usable is not None
        self._note(number, usable.actor, "clerk.signed_in", SignedIn(number))
        return usable

    def _fail(self, officer: Officer) -> None:
        """What was typed as a number that nobody has is not kept: it may have been a password."""
        self._note(officer.number, "system", "clerk.failed", SignInFailed(officer.number))
        until = locked_until(self._journal.views.clerks.failures(officer.number))
        if until:
            self._note(officer.number, "system", "clerk.locked", Locked(officer.number, iso(until)))

    def _usable(self, number: str) -> Officer | None:
        officer = self._journal.views.clerks.find(number)
        return officer if officer and not officer.disabled else None

    def _note(self, number: str, actor: str, kind: str, body: object) -> None:
        self._write(f"clerk:{number}", kind, actor, body, uuid7(self._journal.clock, self._journal.randomness))

    def _now(self) -> datetime:
        """By the upstream's clock as last known: the one that failures are told by."""
        return self._journal.now()


def _minutes(left: timedelta) -> int:
    return max(1, -int(-left.total_seconds() // 60))
