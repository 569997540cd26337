"""What was promised: every entry that became durable, every number that was shown, every file that was taken in."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from kiosk.journal.journal import Journal

SEEN = "SELECT n, id, terminal, partition, stream, kind, body_hash FROM entry WHERE n > ? ORDER BY n"
ANSWERED = "SELECT entry FROM verdict WHERE entry = ? UNION SELECT id FROM entry WHERE id = ? AND body NOT LIKE ?"
OF_NO_BLOCK = '%"number":""%'


@dataclass(frozen=True, slots=True)
class Promise:
    """An entry that was durable on its author's disk."""

    id: str
    terminal: str
    partition: str
    stream: str
    kind: str
    body_hash: str


@dataclass(frozen=True, slots=True)
class Paper:
    """A number that a citizen was shown, and the entry that stands for it."""

    partition: str
    day: str
    number: str
    entry: str
    node: str


@dataclass(slots=True)
class Ledger:
    """What was promised, and what befell whom that may excuse a broken promise.

    `burnt`: entries whose author's disk is gone before anybody else had them; nothing can bring those back, nor files
    that were on that disk alone. `single`: files whose terminal has lost them. `cloned`: machines whose disk was copied
    or replaced, so that they cannot know what is on paper. `forgetful`: partitions whose judge has lost something.
    `unheard`: entries of a machine that died before it could tell anybody of them, and which it was. `unshown`: those
    whose answer it had already, from its judge or out of its own block. `before`: by partition, for each time that its
    judge went back, the entries of the papers that were out by then. `set_wrong`: machines whose clock was set. `full`:
    whose disk took no more for a while.
    """

    promises: dict[str, Promise] = field(default_factory=dict)
    papers: list[Paper] = field(default_factory=list)
    files: dict[str, bytes] = field(default_factory=dict)
    burnt: set[str] = field(default_factory=set)
    single: set[str] = field(default_factory=set)
    cloned: set[str] = field(default_factory=set)
    forgetful: set[str] = field(default_factory=set)
    unheard: dict[str, str] = field(default_factory=dict)
    unshown: set[str] = field(default_factory=set)
    died: set[str] = field(default_factory=set)
    set_wrong: set[str] = field(default_factory=set)
    full: set[str] = field(default_factory=set)
    before: dict[str, list[set[str]]] = field(default_factory=dict)
    _seen: dict[str, int] = field(default_factory=dict)

    def watch(self, node: str, journal: Journal) -> None:
        """Write down what the machine itself has written since we looked last."""
        for n, name, terminal, *said in journal.db.rows(SEEN, self._seen.get(node, 0)):
            self._seen[node] = n
            if terminal == journal.terminal:
                self.promises.setdefault(name, Promise(name, terminal, *said))
                if node in self.died:
                    self.unheard[name] = node
                    self.unshown |= {row[0] for row in journal.db.rows(ANSWERED, name, name, OF_NO_BLOCK)}
        self.died.discard(node)

    def goes_back(self, partitions: Iterable[str]) -> None:
        """The judge of `partitions` is about to be restored."""
        for one in partitions:
            held = {paper.entry for paper in self.papers if paper.partition == one}
            self.before.setdefault(one, []).append(held)

    def look_again(self, node: str, last: int) -> None:
        """The node's disk ends at row `last` now."""
        self._seen[node] = min(last, self._seen.get(node, 0))

    def burn_files(self, gone: Iterable[str], *, server: bool, journals: Iterable[Journal]) -> None:
        """Files that a replaced disk held: lost where nobody else has them whole.

        A server may lose one only if its terminal has lost it before.
        """
        gone = set(gone)
        left = set(gone)
        for journal in journals:
            left -= {row[0] for row in journal.db.rows("SELECT hash FROM blob WHERE state <> 'partial'")}
        self.burnt |= left & self.single if server else left
        if not server:
            self.single |= gone

    def burn(self, gone: Iterable[str], burnt: Journal, journals: Iterable[Journal]) -> None:
        """Those of `gone` that neither their author has any more nor a server whole: `journals` are all of these.

        A server's own words are its own alone: nobody else may speak them again. Where a hall's judge has lost some,
        it does not know of all the numbers on paper.
        """
        left = set(gone) & set(self.promises)
        own = {one for one in left if self.promises[one].terminal == burnt.terminal}
        if burnt.meta("epoch"):
            self.forgetful |= {row[0] for row in burnt.db.rows("SELECT partition FROM sequence")} if gone else set()
            self.burnt |= own
        for journal in journals:
            for name, terminal, body in journal.db.rows("SELECT id, terminal, body FROM entry"):
                if name in left and (terminal == journal.terminal or (body is not None and _serves(journal))):
                    left.discard(name)
        self.burnt |= left


def _serves(journal: Journal) -> bool:
    device = journal.views.registry.device(journal.terminal)
    return device is not None and device.role in {"hub", "platform"}
