"""A forest whose leaves remember waits: the hall's own past, asked for moments that looked like this one.

Quantile regression forests (Meinshausen 2006) with cuts drawn at random (Geurts 2006), kept abreast of the hall:
every wait falls into the leaf of its like in every tree, and the oldest tree is now and then grown anew.
"""

from random import Random

import msgspec

from kiosk.domain.estimate import Observation
from kiosk.domain.estimate_textbook import Weighed

TREES = 40
LEAF = 10
"""No cut leaves fewer on a side."""

KEPT_IN_LEAF = 30
CUTS_TRIED = 14
SAMPLE = 4000
MEMORY = 12000

Numbers = tuple[float, ...]


class Row(msgspec.Struct, frozen=True, array_like=True):
    """An observation in numbers, and the seconds waited."""

    numbers: Numbers
    waited_s: float


class Node(msgspec.Struct, array_like=True):
    """Below `cut` in number `by` to node `low`, else to `high`; a leaf has `by` -1 and the newest of its waits."""

    by: int = -1
    cut: float = 0.0
    low: int = 0
    high: int = 0
    waits: list[float] = []

    def take(self, waited_s: float) -> None:
        self.waits.append(waited_s)
        if len(self.waits) > KEPT_IN_LEAF:
            del self.waits[0]


Tree = list[Node]


class Forest(msgspec.Struct):
    """All that was learned, as it is stored. The same waits in the same order give the same forest."""

    codes: dict[str, int] = {}
    memory: list[Row] = []
    trees: list[Tree] = []
    learned: int = 0
    grown: int = 0

    def ask(self, observation: Observation) -> Weighed:
        """Waits of moments like this one, each tree with one vote; nothing while there is no tree."""
        numbers = self._numbers(observation)
        waits: Weighed = []
        for tree in self.trees:
            leaf = _leaf(tree, numbers).waits
            weight = 1 / len(leaf)
            waits.extend((wait, weight) for wait in leaf)
        return waits

    def learn(self, observation: Observation, waited_s: float) -> None:
        """Some 50 µs, and where a tree is due some 100 ms."""
        row = Row(self._numbers(observation), waited_s)
        self.memory.append(row)
        if len(self.memory) > MEMORY + SAMPLE:
            del self.memory[:SAMPLE]
        for tree in self.trees:
            _leaf(tree, row.numbers).take(waited_s)
        self.learned += 1
        if self.learned % self._every() == 0:
            self._renew()

    def _every(self) -> int:
        return max(5, min(self.learned // TREES, 100))

    def _renew(self) -> None:
        if len(self.memory) < 2 * LEAF:
            return
        self.grown += 1
        random = Random(self.grown)
        sample = random.sample(self.memory, min(SAMPLE, len(self.memory)))
        tree: Tree = []
        _grow(tree, [(row.numbers, row.waited_s**0.5) for row in sample], random)
        for row in self.memory:
            _leaf(tree, row.numbers).take(row.waited_s)
        self.trees = [*self.trees[-TREES + 1 :], tree]

    def _numbers(self, observation: Observation) -> Numbers:
        seen = observation
        return (
            self.codes.setdefault(seen.business, len(self.codes)),
            self.codes.setdefault(f"rank {seen.rank}", len(self.codes)),
            seen.ahead,
            seen.ahead_here,
            seen.waiting,
            seen.waiting_here,
            seen.windows,
            seen.free,
            seen.open_windows,
            seen.open_free,
            round(seen.freed_s),
            round(seen.head_s),
            round(seen.head_here_s),
            round(seen.last_s),
            round(seen.last_5_s),
            round(seen.last_age_s),
            round(seen.any_last_20_s),
            seen.started_in_5_min,
            round(seen.service_s),
            round(seen.service_here_s),
            round(seen.work_s),
        )


def _leaf(tree: Tree, numbers: Numbers) -> Node:
    node = tree[0]
    while node.by >= 0:
        node = tree[node.low if numbers[node.by] < node.cut else node.high]
    return node


Sample = list[tuple[Numbers, float]]


def _grow(tree: Tree, sample: Sample, random: Random) -> int:
    node, place = Node(waits=[]), len(tree)
    tree.append(node)
    best = _best_cut(sample, random)
    if best:
        node.by, node.cut = best
        node.low = _grow(tree, [row for row in sample if row[0][node.by] < node.cut], random)
        node.high = _grow(tree, [row for row in sample if row[0][node.by] >= node.cut], random)
    return place


def _best_cut(sample: Sample, random: Random) -> tuple[int, float] | None:
    """Of some random cuts the one that parts long waits from short ones best; none where leaves would be too small."""
    if len(sample) < 2 * LEAF:
        return None
    total, best, gain = sum(wait for _, wait in sample), None, 0.0
    for _ in range(CUTS_TRIED):
        by = random.randrange(len(sample[0][0]))
        cut = random.choice(sample)[0][by]
        low = [wait for numbers, wait in sample if numbers[by] < cut]
        high = len(sample) - len(low)
        if len(low) < LEAF or high < LEAF:
            continue
        below = sum(low)
        parted = below**2 / len(low) + (total - below) ** 2 / high
        if parted > gain:
            best, gain = (by, cut), parted
    return best
