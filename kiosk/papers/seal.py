"""What a receipt's QR code proves without a line: this terminal took in this case, with this body, at this time.

The code is base64url without padding of: format (1 byte), terminal (16, UUID), case (16, UUID), the first 16 bytes of
the body's SHA-256, Unix time in seconds (5, big-endian), the first 4 bytes of the SHA-256 of the portal's address, and
an Ed25519 signature (64) over all that. As a whole it stands in a QR code as `<portal>/r/<code>`.
"""

import hashlib
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64
from dataclasses import dataclass
from datetime import UTC, datetime
from struct import Struct
from uuid import UUID

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from kiosk.errors import Refused

FORMAT = 1
PATH = "/r/"
CONTEXT = b"service-hall receipt 1\n"
"""Signed in front of the payload, so that the device's key can never be made to sign a receipt as something else."""

FIELDS = Struct(">B16s16s16s5s4s")
SIGNATURE = 64
LENGTH = -(-(FIELDS.size + SIGNATURE) * 8 // 6)
"""Characters in a code."""


@dataclass(frozen=True, slots=True)
class Sealed:
    """What is signed. `terminal` and `case` are UUIDs, `hash` the first 16 bytes of the body's SHA-256 in hex."""

    terminal: str
    case: str
    hash: str
    at: datetime

    def covers(self, body_hash: str) -> bool:
        """Whether an entry's whole `body_hash` (`sha256:` and hex) begins with the sealed part."""
        return body_hash.removeprefix("sha256:").startswith(self.hash)


@dataclass(frozen=True, slots=True)
class Envelope:
    """A code taken apart and not yet believed; `portal` is '' where the bare code was read."""

    sealed: Sealed
    portal: str
    portal_hash: bytes
    message: bytes
    signature: bytes


def sign(private_key: Ed25519PrivateKey, sealed: Sealed, portal: str = "") -> str:
    """The text for the QR code: `<portal>/r/<code>`, or the bare code where there is no portal."""
    payload = FIELDS.pack(
        FORMAT,
        UUID(sealed.terminal).bytes,
        UUID(sealed.case).bytes,
        bytes.fromhex(sealed.hash),
        int(sealed.at.timestamp()).to_bytes(5, "big"),
        _portal_hash(portal),
    )
    code = _encode(payload + private_key.sign(CONTEXT + payload))
    return f"{portal}{PATH}{code}" if portal else code


def read(text: str) -> Envelope:
    """A code taken apart, bare or behind a portal's address; Refused('qr_unreadable') on any other text."""
    portal, code = _apart(text)
    raw = _decode(code)
    version, terminal, case, body, at, portal_hash = FIELDS.unpack(raw[: FIELDS.size])
    if version != FORMAT:
        raise _unreadable()
    sealed = Sealed(str(UUID(bytes=terminal)), str(UUID(bytes=case)), body.hex(), _moment(at))
    return Envelope(sealed, portal, portal_hash, CONTEXT + raw[: FIELDS.size], raw[FIELDS.size :])


def verify(public_key: Ed25519PublicKey, text: str) -> Sealed:
    """What the terminal with `public_key` sealed; Refused('qr_forged') where it did not, or under another address."""
    envelope = read(text)
    try:
        public_key.verify(envelope.signature, envelope.message)
    except InvalidSignature as error:
        raise _forged() from error
    if envelope.portal and envelope.portal_hash != _portal_hash(envelope.portal):
        raise _forged()
    return envelope.sealed


def _apart(text: str) -> tuple[str, str]:
    """Address and code; an address is http or https."""
    portal, path, code = text.rpartition(PATH)
    if path and not portal.startswith(("https://", "http://")):
        raise _unreadable()
    return portal, code


def _moment(seconds: bytes) -> datetime:
    try:
        return datetime.fromtimestamp(int.from_bytes(seconds, "big"), UTC)
    except (ValueError, OverflowError, OSError) as error:
        raise _unreadable() from error


def _portal_hash(portal: str) -> bytes:
    return hashlib.sha256(portal.encode()).digest()[:4]


def _encode(raw: bytes) -> str:
    return urlsafe_b64encode(raw).rstrip(b"=").decode()


def _decode(code: str) -> bytes:
    """Only the one canonical form: the bits that base64 leaves over at the end must be zero."""
    try:
        raw = urlsafe_b64decode(code + "=" * (-len(code) % 4))
    except (NotBase64, ValueError) as error:
        raise _unreadable() from error
    if len(code) != LENGTH or _encode(raw) != code:
        raise _unreadable()
    return raw


def _unreadable() -> Refused:
    return Refused("qr_unreadable", "这个二维码不是回执码，或者没有扫全。请对准回执再扫一次，也可以输入回执编号。")


def _forged() -> Refused:
    return Refused("qr_forged", "这个回执码核对不上，可能被改动过。请用原来的回执再扫一次，或请工作人员核对。")
