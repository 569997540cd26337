"""What an appointment's owner holds: an address that names the place and cannot be made by anybody else."""

import base64
import binascii
import hmac

import msgspec

from kiosk.domain.shapes import known
from kiosk.errors import Refused

MAC = 16
"""Bytes of the seal: 128 bits that nobody guesses."""
WRONG = "没有找到这个预约。请打开预约成功时的那一页，或到大厅报预约码"


class Pass(msgspec.Struct, frozen=True, array_like=True):
    """An appointment, its code, and the item it was made for, '' for none. Nobody's name or number."""

    hall: str
    service: str
    start: str
    code: str
    item: str = ""


class Passes:
    """Writes and reads passes under one secret."""

    def __init__(self, secret: bytes) -> None:
        self._secret = secret

    def write(self, given: Pass) -> str:
        return self._sealed(msgspec.json.encode(given))

    def read(self, token: str) -> Pass:
        """Refused `no_such_appointment` for what was not written here."""
        try:
            said = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))[:-MAC]
        except (binascii.Error, ValueError):
            said = b""
        if not said or not hmac.compare_digest(token.encode(), self._sealed(said).encode()):
            raise Refused("no_such_appointment", WRONG)
        return msgspec.json.decode(said, type=Pass)

    def _sealed(self, said: bytes) -> str:
        return base64.urlsafe_b64encode(said + self._seal(said)).decode().rstrip("=")

    def _seal(self, said: bytes) -> bytes:
        return hmac.digest(self._secret, b"appointment\0" + said, "sha256")[:MAC]


known(Pass)
