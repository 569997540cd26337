"""The judge seals what it decides: each verdict chained to the one before, the end signed with a key of its folder.

Whoever can write to the database but not read the judge's folder cannot alter a verdict and go unseen.
"""

import logging
from collections.abc import Callable
from dataclasses import replace
from functools import cached_property

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from kiosk.domain.entry import Judged
from kiosk.domain.seal import Seal, Sealed, foreign, press, unsealed
from kiosk.journal.entries import result_text
from kiosk.journal.journal import Journal
from kiosk.keys import public_hex, signed_by

log = logging.getLogger(__name__)
JUDGES = frozenset({"platform", "hub"})


class Press:
    """A batch being sealed: `chains` by entry."""

    def __init__(self, seal: Seal) -> None:
        self._before = seal
        self._position, self._chain = seal.position, seal.chain
        self.chains: dict[str, str] = {}

    @property
    def seal(self) -> Seal:
        """As far as it has come, not signed yet."""
        return replace(self._before, position=self._position, chain=self._chain)

    def add(self, one: Judged) -> None:
        entry, word = one.entry, one.verdict
        result = result_text(word)
        self.put(Sealed(one.position, entry.id, entry.chain, word.verdict, word.code, result, one.judged_at))

    def put(self, one: Sealed) -> None:
        self.chains[one.entry] = self._chain = press(self._chain, one)
        self._position = one.position


class Sealing:
    """Seals as `terminal`; `key` is asked for when the first verdict comes."""

    def __init__(self, journal: Journal, terminal: str, key: Callable[[], Ed25519PrivateKey]) -> None:
        self._journal = journal
        self._terminal = terminal
        self._make_key = key
        self._mine: dict[str, Seal] = {}

    @cached_property
    def _key(self) -> Ed25519PrivateKey:
        return self._make_key()

    def open(self, partition: str, position: int) -> Press:
        """Go on from the last seal; what was judged elsewhere since is sealed with it. The caller holds the lock."""
        seal = self._journal.seals.find(partition)
        if seal is None:
            return Press(unsealed(partition, position))
        if seal != self._mine.get(partition) and not self.trusts(seal):
            log.error("the seal of %s at %d is not a judge's; run kiosk audit verify", partition, seal.position)
            seal = replace(seal, chain=foreign(seal.chain))
        made = Press(seal)
        if seal.position < position:
            for one in self._journal.seals.between(partition, seal.position, position):
                made.put(one)
            self._journal.seals.write((chain, entry) for entry, chain in made.chains.items())
        return made

    def close(self, made: Press) -> None:
        """Sign the end and lay it down, in the transaction of the verdicts themselves."""
        seal = replace(made.seal, signer=self._terminal)
        seal = replace(seal, signature=self._key.sign(seal.signed).hex())
        self._journal.seals.put(seal)
        self._mine[seal.partition] = seal

    def trusts(self, seal: Seal) -> bool:
        """Whether a judge of the region has signed it: this machine by its own key, another one by the registry's."""
        key = self._key_of(seal.signer)
        return bool(key) and signed_by(key, seal)

    def _key_of(self, signer: str) -> str:
        if signer == self._terminal:
            return public_hex(self._key)
        device = self._journal.views.registry.device(signer)
        return device.public_key if device and device.role in JUDGES else ""
