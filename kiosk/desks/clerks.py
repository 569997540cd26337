"""The register of clerks, on the platform: who they are is decided here and told to every window."""

from collections.abc import Sequence

from kiosk.domain.clerk import DUTIES, ClerkDisabled, ClerkRegistered, ClerkSecretSet, Officer, is_number, why_weak
from kiosk.errors import Refused
from kiosk.journal.clerks import ClerkView
from kiosk.passwords import Passwords
from kiosk.server.sequencer import Sequencer


class Clerks:
    """Registering, disabling and giving a new password; each is an entry."""

    def __init__(self, sequencer: Sequencer, partition: str, passwords: Passwords) -> None:
        self._sequencer = sequencer
        self._partition = partition
        self._passwords = passwords

    def register(
        self, number: str, name: str, password: str, departments: Sequence[str], duties: Sequence[str] = ()
    ) -> Officer:
        """Refused `bad_number`, `clerk_exists`, `unknown_duty`, `weak_password`."""
        if not is_number(number) or not name.strip():
            raise Refused("bad_number", "工号用字母、数字和连字符，最多 20 位；姓名不能空着")
        if self._clerks.find(number):
            raise Refused("clerk_exists", f"工号 {number} 已经登记过；换密码用 kiosk clerk passwd")
        if unknown := set(duties) - set(DUTIES):
            raise Refused("unknown_duty", f"没有 {'、'.join(sorted(unknown))} 这项职责，有：{'、'.join(DUTIES)}")
        secret = self._secret(number, password)
        self._write("clerk.registered", ClerkRegistered(number, name.strip(), secret, (*departments,), (*duties,)))
        return self._known(number)

    def disable(self, number: str, reason: str = "") -> Officer:
        """From now on nothing that this clerk signs counts. Refused `unknown_clerk`."""
        self._known(number)
        self._write("clerk.disabled", ClerkDisabled(number, reason))
        return self._known(number)

    def set_password(self, number: str, password: str) -> Officer:
        """Also ends a lock. Refused `unknown_clerk`, `weak_password`."""
        self._known(number)
        self._write("clerk.secret_set", ClerkSecretSet(number, self._secret(number, password)))
        return self._known(number)

    def all(self) -> list[Officer]:
        return self._clerks.all()

    @property
    def _clerks(self) -> ClerkView:
        return self._sequencer.journal.views.clerks

    def _known(self, number: str) -> Officer:
        found = self._clerks.find(number)
        if found is None:
            raise Refused("unknown_clerk", f"没有登记过工号 {number}")
        return found

    def _secret(self, number: str, password: str) -> str:
        if why := why_weak(password, number):
            raise Refused("weak_password", why)
        return self._passwords.hash(password)

    def _write(self, kind: str, body: ClerkRegistered | ClerkDisabled | ClerkSecretSet) -> None:
        self._sequencer.write(self._partition, f"clerk:{body.number}", kind, "system", body)
