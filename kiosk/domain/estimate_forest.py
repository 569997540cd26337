"""A forest whose leaves remember waits: the hall's own past, asked for moments that looked like this one.

Quantile regression forests (Meinshausen 2006) with cuts drawn at random (Geurts 2006), kept abreast of the hall:
every wait falls into the leaf of its like in every tree, and the oldest tree is now and then grown anew.
"""

from collections.abc import Sequence
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
    """An observation in numbers, the work that lay ahead by it, and the seconds waited."""

    numbers: Numbers
    work_s: float
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


class Tree(msgspec.Struct, array_like=True):
    """Nodes from the root on. A `relative` tree remembers waits as multiples of the work ahead.

    Those tell of lines longer than any seen before; the others of what the work ahead does not tell.
    """

    relative: bool
    nodes: list[Node]

    @classmethod
    def grown(cls, rows: Sequence[Row], relative: bool, random: Random) -> "Tree":
        """Cut by some of `rows`, filled with all."""
        tree = cls(relative, [])
        sample = random.sample(rows, min(SAMPLE, len(rows)))
        _grow(tree.nodes, [(row.numbers, (row.waited_s / tree._unit(row)) ** 0.5) for row in sample], random)
        for row in rows:
            tree.take(row)
        return tree

    def take(self, row: Row) -> None:
        """Remember what came of `row`."""
        self._leaf(row.numbers).take(row.waited_s / self._unit(row))

    def ask(self, row: Row) -> Weighed:
        """The waits of the like of `row`, of weight 1 together."""
        waits, unit = self._leaf(row.numbers).waits, self._unit(row)
        return [(wait * unit, 1 / len(waits)) for wait in waits]

    def _unit(self, row: Row) -> float:
        return row.work_s if self.relative else 1.0

    def _leaf(self, numbers: Numbers) -> Node:
        node = self.nodes[0]
        while node.by >= 0:
            node = self.nodes[node.low if numbers[node.by] < node.cut else node.high]
        return node


class Forest(msgspec.Struct):
    """All that was learned, as it is stored. The same waits in the same order give the same forest."""

    codes: dict[str, int] = {}
    memory: list[Row] = []
    trees: list[Tree] = []
    learned: int = 0
    grown: int = 0

    def ask(self, observation: Observation) -> Weighed:
        """Waits of moments like this one, each tree with one vote; nothing while there is no tree."""
        row = self._row(observation, 0.0)
        return [each for tree in self.trees for each in tree.ask(row)]

    def learn(self, observation: Observation, waited_s: float) -> None:
        """Some 0.1 ms, and where a tree is due some 100 ms."""
        for name in _names(observation):
            self.codes.setdefault(name, len(self.codes))
        row = self._row(observation, waited_s)
        self.memory.append(row)
        if len(self.memory) > MEMORY + SAMPLE:
            del self.memory[:SAMPLE]
        for tree in self.trees:
            tree.take(row)
        self.learned += 1
        if self.learned % self._every() == 0 and self.learned >= 2 * LEAF:
            self._renew()

    def _every(self) -> int:
        return max(5, min(self.learned // TREES, 100))

    def _renew(self) -> None:
        """Grow a tree, and fell the oldest where there are enough."""
        self.grown += 1
        tree = Tree.grown(self.memory, self.grown % 2 == 0, Random(self.grown))
        self.trees = [*self.trees[-TREES + 1 :], tree]

    def _row(self, observation: Observation, waited_s: float) -> Row:
        work_s = max(1.0, observation.work_s + observation.pace_s)
        return Row(self._numbers(observation), round(work_s, 1), float(waited_s))

    def _numbers(self, observation: Observation) -> Numbers:
        seen = observation
        numbers = (
            *(self.codes.get(name, -1) for name in _names(seen)),
            seen.ahead,
            seen.ahead_here,
            seen.waiting,
            seen.waiting_here,
            seen.windows,
            seen.free,
            seen.open_windows,
            seen.open_free,
            seen.freed_s,
            seen.head_s,
            seen.head_here_s,
            seen.last_s,
            seen.last_5_s,
            seen.last_age_s,
            seen.any_last_20_s,
            seen.started_in_5_min,
            seen.service_s,
            seen.service_here_s,
            seen.work_s,
        )
        return tuple(round(float(number), 1) for number in numbers)


def _names(observation: Observation) -> tuple[str, str]:
    return f"business {observation.business}", f"rank {observation.rank}"


Sample = list[tuple[Numbers, float]]


def _grow(nodes: list[Node], sample: Sample, random: Random) -> int:
    node, place = Node(), len(nodes)
    nodes.append(node)
    best = _best_cut(sample, random)
    if best:
        node.by, node.cut = best
        node.low = _grow(nodes, [row for row in sample if row[0][node.by] < node.cut], random)
        node.high = _grow(nodes, [row for row in sample if row[0][node.by] >= node.cut], random)
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
