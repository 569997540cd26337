"""A machine dismissed in writing by the platform: the machine can tell that it is genuine, whoever brings it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Dismissal:
    """`signature` (Ed25519, hex) is the platform's over `signed`; `wipe` orders the machine to clear what it holds."""

    terminal: str
    public_key: str
    wipe: bool
    at: str
    signer: str
    signature: str = ""

    @property
    def signed(self) -> bytes:
        return f"dismissal\n{self.terminal}\n{self.public_key}\n{int(self.wipe)}\n{self.at}\n{self.signer}".encode()
