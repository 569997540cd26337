"""A machine's secrets: root-only files, or the operating system's keyring; never in settings."""

import os
import secrets
from contextlib import suppress
from pathlib import Path
from typing import Protocol

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from kiosk.durable import sync_folder
from kiosk.errors import Fault

JOURNAL_KEY = "journal.key"


class Paper(Protocol):
    """Anything that carries a signature over what it says."""

    @property
    def signed(self) -> bytes: ...

    @property
    def signature(self) -> str: ...


class Keys:
    """The secrets in a machine's folder, made on first use."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder / "keys"

    def journal(self) -> str:
        """The journal's key: 32 bytes in hex."""
        return self._secret(JOURNAL_KEY, "journal.db").hex()

    def set_aside(self, place: Path) -> None:
        """Move the journal's key beside the journal that it opens; the next journal gets a key of its own."""
        with suppress(FileNotFoundError):
            (self._folder / JOURNAL_KEY).rename(place / JOURNAL_KEY)

    def device(self) -> Ed25519PrivateKey:
        """What this machine signs with."""
        return Ed25519PrivateKey.from_private_bytes(self._secret("device.key", "machine.json"))

    def portal(self) -> bytes:
        """What binds a browser's form to its session."""
        return self._secret("portal.key", "")

    def _secret(self, name: str, proof: str) -> bytes:
        """Faults `key_missing`, `key_unreadable`; a key is made only while no `proof` of an older one is there."""
        path = self._folder / name
        if not path.exists():
            if proof and (self._folder.parent / proof).exists():
                raise Fault("key_missing", f"钥匙文件 {name} 不见了", "从备份恢复 keys 文件夹，或重新登记本机")
            self._make(path)
        try:
            value = bytes.fromhex(path.read_text().strip())
        except (OSError, ValueError) as error:
            raise Fault(
                "key_unreadable", f"钥匙文件 {name} 读不出来", "从备份恢复 keys 文件夹，或重新登记本机"
            ) from error
        if len(value) != 32:
            raise Fault("key_unreadable", f"钥匙文件 {name} 不完整", "从备份恢复 keys 文件夹，或重新登记本机")
        return value

    def _make(self, path: Path) -> None:
        """Written aside and linked into place: two programs that start at once agree on one key."""
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        aside = path.with_suffix(f".{secrets.token_hex(4)}")
        with os.fdopen(os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_hex(32))
            file.flush()
            os.fsync(file.fileno())
        with suppress(FileExistsError):
            os.link(aside, path)
        aside.unlink()
        sync_folder(self._folder)
        sync_folder(self._folder.parent)


def signed_by(public_key: str, paper: Paper) -> bool:
    """Whether `paper` carries a signature (hex) of the key (raw, hex) over what it says."""
    try:
        key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(public_key))
        key.verify(bytes.fromhex(paper.signature), paper.signed)
    except (InvalidSignature, ValueError):
        return False
    return True


def public_hex(key: Ed25519PrivateKey) -> str:
    """The public half, raw, in hex."""
    return key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw).hex()
