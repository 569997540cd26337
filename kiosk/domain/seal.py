"""The judge's seal: a chain over a partition's verdicts in their order, its last value signed by the judge."""

from dataclasses import dataclass
from hashlib import blake2b
from typing import NamedTuple

from kiosk.domain.entry import GENESIS

FOREIGN = "foreign seal"


class Sealed(NamedTuple):
    """A verdict as it is sealed; `result` is the JSON text as it lies in the journal."""

    position: int
    entry: str
    entry_chain: str
    verdict: str
    code: str
    result: str
    judged_at: str


@dataclass(frozen=True, slots=True)
class Seal:
    """How far a partition is sealed: from beyond `begins` to `position`; `signer` is the judge that signed `chain`."""

    partition: str
    begins: int
    position: int
    chain: str
    signer: str
    signature: str

    @property
    def signed(self) -> bytes:
        return f"seal\n{self.partition}\n{self.begins}\n{self.position}\n{self.chain}".encode()


def unsealed(partition: str, begins: int) -> Seal:
    """Where sealing begins."""
    return Seal(partition, begins, begins, GENESIS, "", "")


def press(previous: str, one: Sealed) -> str:
    """The chain's next value."""
    position, entry, entry_chain, verdict, code, result, judged_at = one
    text = f"{previous}\n{position}\n{entry}\n{entry_chain}\n{verdict}\n{code}\n{result}\n{judged_at}"
    return _mark(text)


def foreign(chain: str) -> str:
    """What follows a seal that nobody trusted has signed: whatever led there can never be made to fit again."""
    return _mark(f"{FOREIGN}\n{chain}")


def _mark(text: str) -> str:
    """128 bits, beside every verdict: short, and yet nobody finds another text for it."""
    return blake2b(text.encode(), digest_size=16).hexdigest()
