"""The schedule of a seed: every other one of anything at all, the rest each about one thing."""

from collections.abc import Mapping, Sequence
from random import Random

from tests.simulation.foci import FOCI, Focus
from tests.simulation.schedule import DEEDS, DISKS, FATES, JUMPS_HOURS, LAYOUTS, Schedule, Step, read_step

THROUGH_HTTP = 0.05
"""So many schedules go through the whole application, which costs five times as much."""

BASIC = {"deed": 20, "sync": 18, "passes": 2, "mend": 2}
TROUBLES = {
    "net": 10,
    "disk": 4,
    "cut": 3,
    "clock": 1,
    "kill": 3,
    "image": 3,
    "restore": 3,
    "clone": 3,
    "tear": 2,
    "back_up": 2,
    "restore_server": 3,
    "slip_back": 2,
}
"""What may befall a machine, and how often."""
SERVERS = {"platform", "hub"}


def draw(seed: int) -> Schedule:
    """Each has its own mood: some troubles often, most of them never."""
    random = Random(f"schedule {seed}")
    if seed % 2:
        return _about(list(FOCI.values())[seed // 2 % len(FOCI)], seed, random)
    layout = random.choice(list(LAYOUTS))
    mood = Mood(random, LAYOUTS[layout], _any_kind(random))
    return _made(seed, layout, random, [mood.step() for _ in range(random.randint(12, 30))])


def _made(seed: int, layout: str, random: Random, steps: Sequence[Step]) -> Schedule:
    return Schedule(seed, layout, random.random() < THROUGH_HTTP, tuple(steps))


def _any_kind(random: Random) -> Focus:
    chosen = {name: weight for name, weight in TROUBLES.items() if random.random() < 0.5}
    for one, other in (("restore", "image"), ("restore_server", "back_up"), ("slip_back", "back_up")):
        if one in chosen:
            chosen[other] = max(2, chosen.get(other, 0))
    fates = random.sample(FATES, 3)
    often = {"arrive": 1 + 3 * ("late" in fates), **chosen}
    return Focus((), often, (), fates, random.sample(DISKS, 2), within=4)


def _about(focus: Focus, seed: int, random: Random) -> Schedule:
    layout = random.choice(focus.layouts)
    stars = [name for name, (role, _) in LAYOUTS[layout].items() if role == focus.star]
    star, other = random.sample(stars if len(stars) > 1 else stars * 2, 2)
    mood = Mood(random, LAYOUTS[layout], focus, star)
    names = {"star": star, "other": other, "above": LAYOUTS[layout][star][1]}
    story = [_told(line, focus, names, random) for line in focus.story]
    steps = [step for step in story if (step.who, step.does) != ("platform", "sync")]  # there is nobody above it
    for _ in range(random.randint(1, 9)):
        steps.insert(random.randint(0, len(steps)), mood.step())
    return _made(seed, layout, random, steps)


def _told(line: str, focus: Focus, names: Mapping[str, str], random: Random) -> Step:
    """A step of a story, with what it leaves open filled in."""
    when, some = random.randrange(focus.within), random.randrange(8)
    trouble, death = f"{when} {random.choice(focus.fates)}", f"{when} {random.choice(focus.disks)}"
    return read_step(line.format(**names, trouble=trouble, death=death, some=some))


class Mood:
    """How often what happens in one schedule."""

    def __init__(self, random: Random, machines: Mapping[str, tuple[str, str]], focus: Focus, star: str = "") -> None:
        self._random = random
        self._focus = focus
        self._star = star
        self._roles = {name: role for name, (role, _) in machines.items()}
        self._servers = [name for name, role in self._roles.items() if role in SERVERS]
        self._terminals = [name for name in self._roles if name not in self._servers]
        self._below = [name for name in self._roles if name != "platform"]
        self._kinds = {kind: BASIC.get(kind, 0) + focus.often.get(kind, 0) for kind in {**BASIC, **focus.often}}

    def step(self) -> Step:
        kind = self._pick(self._kinds)
        return getattr(self, f"_{kind}", self._plain)(kind)

    def _one_of(self, names: Sequence[str]) -> str:
        return self._star if self._star in names and self._random.random() < 0.5 else self._random.choice(names)

    def _plain(self, kind: str) -> Step:
        return Step(self._random.choice(list(self._roles)), kind, self._random.randrange(8))

    def _deed(self, kind: str) -> Step:
        """At a machine where there is one of the deeds that the schedule is about."""
        wanted = self._focus.deeds if self._random.random() < 0.9 else ()
        places = [name for name in self._roles if set(wanted) & set(DEEDS[self._roles[name]])]
        who = self._one_of(places or [*self._roles, *self._terminals])
        deeds = DEEDS[self._roles[who]]
        about = {name: 5 * wanted.count(name) for name in wanted if name in deeds}
        return Step(who, self._pick(about or deeds), self._random.randrange(8))

    def _sync(self, kind: str) -> Step:
        return Step(self._one_of(self._below), kind, self._random.randrange(8))

    def _net(self, kind: str) -> Step:
        after = self._random.randrange(self._focus.within)
        return Step(self._one_of(self._below), kind, after, self._random.choice(self._focus.fates))

    def _disk(self, kind: str) -> Step:
        how = self._random.choice(self._focus.disks)
        return Step(self._one_of(list(self._roles)), kind, self._random.randrange(self._focus.within), how)

    def _cut(self, kind: str) -> Step:
        return Step(self._one_of(self._below), kind)

    def _clock(self, kind: str) -> Step:
        return Step(self._random.choice(list(self._roles)), kind, self._random.randrange(len(JUMPS_HOURS)))

    def _image(self, kind: str) -> Step:
        return Step(self._random.choice(self._terminals), kind)

    _restore = _clone = _image

    def _back_up(self, kind: str) -> Step:
        return Step(self._random.choice(self._servers), kind)

    _restore_server = _slip_back = _tear = _back_up

    def _pick(self, weights: Mapping[str, int]) -> str:
        return self._random.choices(list(weights), list(weights.values()))[0]
