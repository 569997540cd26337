"""One-time codes in, devices out (protocol.md, POST /v1/enrol)."""

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from kiosk.clock import iso
from kiosk.domain.dismissal import Dismissal
from kiosk.domain.receipt import ALPHABET
from kiosk.domain.registry import DeviceEnrolled, DeviceRevoked
from kiosk.domain.rights import ROLES
from kiosk.errors import Refused
from kiosk.ids import uuid7
from kiosk.keys import public_hex
from kiosk.server.sequencer import Sequencer
from kiosk.wire import Enrolled, Enrolment

LIFETIME = timedelta(hours=24)
CODE_LENGTH = 12


@dataclass(frozen=True, slots=True)
class Region:
    """Where this platform stands: its partition's name, and the portal's address where the journal knows none."""

    code: str
    portal: str

    @property
    def partition(self) -> str:
        return f"region:{self.code}"


class Enrolling:
    """Gives out codes and takes them back, each once."""

    def __init__(self, sequencer: Sequencer, region: Region, key: Callable[[], Ed25519PrivateKey]) -> None:
        self._key = key
        self._sequencer = sequencer
        self._journal = sequencer.journal
        self._region = region

    def issue(self, hall: str, role: str, departments: tuple[str, ...]) -> str:
        """A new code; only its hash is kept. Refused `unknown_hall`, `unknown_role`."""
        if hall not in self._journal.views.registry.halls():
            raise Refused("unknown_hall", f"没有登记过大厅 {hall}，先用 kiosk hall add 登记")
        if role not in ROLES or role == "platform":
            raise Refused("unknown_role", f"没有 {role} 这种机器，可用：kiosk、window、board、hub")
        bits = self._journal.randomness.bits(5 * CODE_LENGTH)
        code = "".join(ALPHABET[bits >> 5 * place & 31] for place in range(CODE_LENGTH))
        expires = iso(self._journal.now() + LIFETIME)
        row = (_hash(code), hall, role, ",".join(departments), expires, "")
        with self._journal.db.transaction():
            self._journal.db.run("INSERT INTO enrolment VALUES (?, ?, ?, ?, ?, ?)", *row)
        return code

    def enrol(self, request: Enrolment) -> Enrolled:
        """Make a device of whoever brings a good code. Refused `bad_code`, `bad_key`."""
        if not re.fullmatch("[0-9a-f]{64}", request.public_key):
            raise Refused("bad_key", "登记请求里的公钥不完整")
        with self._journal.db.transaction():
            hall, role, departments = self._redeem(request)
            terminal = uuid7(self._journal.clock, self._journal.randomness)
            body = DeviceEnrolled(terminal, hall, role, request.public_key, departments, request.name[:100])
            self._sequencer.write(self._region.partition, f"device:{terminal}", "device.enrolled", "system", body)
            self._mark_used(request.code, terminal)
        name = self._journal.views.registry.halls()[hall]
        portal = self._journal.meta("portal") or self._region.portal
        return Enrolled(terminal, role, hall, name, self._region.code, departments, portal, public_hex(self._key()))

    def revoke(self, terminal: str, reason: str, *, wipe: bool = False) -> None:
        """From its next request on the machine is a stranger, told so in writing. Refused `unknown_device`."""
        device = self._journal.views.registry.device(terminal)
        if device is None:
            raise Refused("unknown_device", f"没有登记过机器 {terminal}")
        paper = Dismissal(terminal, device.public_key, wipe, iso(self._journal.now()), self._journal.terminal)
        paper = replace(paper, signature=self._key().sign(paper.signed).hex())
        body = DeviceRevoked(terminal, reason, paper)
        self._sequencer.write(self._region.partition, f"device:{terminal}", "device.revoked", "system", body)

    def _redeem(self, request: Enrolment) -> tuple[str, str, tuple[str, ...]]:
        self._journal.db.lock("enrolment")
        row = self._journal.db.one(
            "SELECT hall, role, departments, expires_at, used_by FROM enrolment WHERE code_hash = ?",
            _hash(request.code),
        )
        if row is None or row[4] or row[3] < iso(self._journal.now()):
            raise Refused("bad_code", "登记码不对、用过了或过期了，请在平台上重新生成")
        return row[0], row[1], tuple(filter(None, row[2].split(",")))

    def _mark_used(self, code: str, terminal: str) -> None:
        self._journal.db.run("UPDATE enrolment SET used_by = ? WHERE code_hash = ?", terminal, _hash(code))


def _hash(code: str) -> str:
    return hashlib.sha256(code.strip().upper().replace("-", "").encode()).hexdigest()
