"""What every other schedule is about: the stories in which promises are likeliest to break."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from tests.simulation.schedule import DISKS, FATES, LAYOUTS


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
    "first_backup": Focus(
        ("village",),
        {},
        ("hand_in",),
        disks=("dies_before_commit", "dies_after_commit", "sync_fails"),
        story=(
            "platform disk {death}",
            "platform back_up",
            "{star} hand_in {some}",
            "{star} sync",
            "{star} passes 4",
            "{star} sync",
            "platform restore_server",
        ),
        within=3,
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
            "{star} net 0 asker_dies",
            "{star} take {some}",
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
    "newcomers": Focus(
        ("village", "hall"),
        {"passes": 2},
        ("take", "call"),
        story=("{star} sync", *("{star} passes 7", "{star} sync", "{star} take {some}") * 4, "w1 sync"),
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
        ("hall", "hall", "region"),
        {"net": 4},
        ("take", "call"),
        ("late", "late", "late", "twice", "unheard"),
        story=(
            "k1 take 0",
            "{star} net {trouble}",
            "{star} sync",
            "k1 take 1",
            "hub passes 5",
            "{star} sync",
            "hub arrive",
        ),
        within=2,
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
