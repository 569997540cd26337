"""Passwords kept as Argon2id hashes (RFC 9106, low-memory parameters): 64 MiB and some 100 ms for each guess."""

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from kiosk.ids import Randomness

SALT_BYTES = 16
_NOBODYS = "$argon2id$v=19$m=65536,t=3,p=4$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"


class Passwords:
    """Makes and checks secrets; the salt comes from the house's dice."""

    def __init__(self, randomness: Randomness) -> None:
        self._randomness = randomness
        self._hasher = PasswordHasher()

    def hash(self, password: str) -> str:
        salt = self._randomness.bits(8 * SALT_BYTES).to_bytes(SALT_BYTES, "big")
        return self._hasher.hash(password, salt=salt)

    def matches(self, secret: str, password: str) -> bool:
        """Takes as long where there is no `secret` at all, so that a number cannot be told from a wrong one."""
        try:
            return self._hasher.verify(secret or _NOBODYS, password)
        except (VerificationError, InvalidHashError):
            return False
