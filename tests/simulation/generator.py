"""The schedule of a seed: every other one of anything at all, the rest each about one thing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from random import Random

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


@dataclass(frozen=True, slots=True)
class Focus:
    """What a schedule is about. Most of it happens at one machine of role `star`.

    `story` is told in its order, with chance between: `{star}` and `{other}` are machines of that role, `{trouble}` is
    one of `fates` at one of the next `within` requests, `{some}` a number. `often` is added to the weights of the steps
    between; where `deeds` are named, hardly anything else is done there.
    """

    layouts: Sequence[str]
    often: Mapping[str, int] = field(default_factory=dict)
    deeds: Sequence[str] = ()
    fates: Sequence[str] = FATES
    disks: Sequence[str] = DISKS
    story: Sequence[str] = ()
    within: int = 10
    star: str = "kiosk"


FAILS = ("lost", "half", "busy", "dies_before", "dies_after", "unheard")
FILED = ("{star} hand_in 1", "{star} net {trouble}", "{star} sync")
FOCI: Mapping[str, Focus] = {
    "files": Focus(
        ("village", "hall"),
        {"net": 8, "tear": 4},
        ("hand_in", "supplement"),
        FAILS,
        story=(*FILED, "{above} tear", "{star} sync", "{star} passes 4", "{star} sync"),
        within=7,
    ),
    "kept": Focus(
        ("village",),
        {},
        ("hand_in", "supplement"),
        FAILS,
        story=(
            "platform back_up",
            *FILED,
            "platform back_up",
            "platform passes 4",
            "{star} sync",
            "{star} hand_in {some}",
            "{star} sync",
            "platform restore_server",
        ),
        within=6,
    ),
    "going_back": Focus(
        ("village", *LAYOUTS),
        {},
        ("take", "hand_in", "publish", "configure", "open_slot"),
        story=(
            "{above} back_up",
            "{star} take 0",
            "{other} take 0",
            "platform publish",
            "{other} sync",
            "{above} restore_server",
            "platform publish",
            "{other} sync",
        ),
    ),
    "numbers": Focus(
        ("village", "hall"),
        {"cut": 5},
        ("take", "call"),
        story=(
            "{star} sync",
            "{star} cut",
            "{star} take {some}",
            "{star} kill",
            "{star} take {some}",
            "{star} take {some}",
        ),
    ),
    "lost_blocks": Focus(
        ("village", "hall"),
        {},
        ("take", "by_hand"),
        story=(
            "{above} back_up",
            "{star} passes 7",
            "{star} passes 7",
            "{star} sync",
            "{star} cut",
            "{star} take {some}",
            "{star} take {some}",
            "{above} restore_server",
            "{star} take {some}",
        ),
    ),
    "twins": Focus(
        tuple(LAYOUTS),
        {},
        ("hand_in", "withdraw", "take", "lend_share"),
        story=(
            "{star} hand_in 0",
            "{star} clone",
            "{star} hand_in 1",
            "{star} hand_in 0",
            "{star} sync {some}",
            "{star} sync {some}",
        ),
    ),
    "images": Focus(
        tuple(LAYOUTS),
        {},
        ("hand_in", "supplement", "take"),
        story=(
            "{star} hand_in 0",
            "{star} image",
            "{star} hand_in {some}",
            "{star} sync",
            "{star} restore",
            "{star} hand_in {some}",
        ),
    ),
    "late": Focus(
        ("hall", "region"),
        {"net": 4},
        ("take", "call"),
        ("late", "late", "twice", "unheard"),
        story=(
            "k1 take 0",
            "{star} net {trouble}",
            "{star} sync",
            "k1 take 1",
            "hub passes 5",
            "{star} sync",
            "hub arrive",
        ),
        within=3,
        star="hub",
    ),
    "slots": Focus(
        ("village", "hall"),
        {"net": 2},
        ("open_slot", "lend_share", "lend_share", "book"),
        story=(
            "platform open_slot {some}",
            "{above} sync",
            "{star} sync",
            "{star} lend_share {some}",
            "platform book {some}",
        ),
    ),
    "absence": Focus(
        tuple(LAYOUTS),
        {"disk": 4},
        ("open_slot", "publish", "configure", "book", "hand_in"),
        disks=("dies_before_commit", "dies_after_commit", "sync_fails"),
        story=(
            *("platform open_slot {some}", "platform publish", "platform configure {some}") * 3,
            "{above} sync",
            "{star} disk {death}",
            "{star} sync",
        ),
        within=5,
    ),
    "clocks": Focus(
        ("hall",),
        {"passes": 2},
        ("take", "call", "evening"),
        story=(
            "k1 take {some}",
            "{star} cut",
            "{star} clock 3",
            "{star} kill",
            "k1 passes 7",
            "k1 sync",
            "{star} evening",
            "k1 take {some}",
        ),
        star="hub",
    ),
    "slips": Focus(
        ("hall",),
        {"slip_back": 2, "cut": 2},
        ("take", "call", "finish"),
        story=(
            "k1 take {some}",
            "{star} back_up",
            "k1 passes 7",
            "k1 sync",
            "k1 take {some}",
            "w1 call 0",
            "{star} sync",
            "{star} cut",
            "{star} slip_back",
            "k1 take {some}",
            "w1 call 0",
            "{star} mend",
            "{star} sync",
        ),
        star="hub",
    ),
}
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
