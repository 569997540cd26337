"""A hall with a queue to measure on: its hub as a process, a kiosk, and a village station that judges itself."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from kiosk.app import Machine, opener
from kiosk.desks.rules_file import usual_rules
from kiosk.domain.registry import HallAdded
from kiosk.server.handover import begin_hub, follow_rules
from tests.bench.ground import HALL, enrol, process

SERVICE = "zonghe"


def found_queue(data: Path) -> None:
    """A platform in `data` with the sample hall and its queue, and nothing else."""
    with opener().platform(data) as machine:
        sequencer, partition = machine.service.sequencer, machine.identity.partition
        body = HallAdded(HALL, "广安区政务服务大厅", usual_rules(HALL))
        sequencer.write(partition, f"hall:{HALL}", "hall.added", "system", body)
        follow_rules(sequencer)


@contextmanager
def hub(root: Path) -> Iterator[str]:
    """A platform and a hub as processes; the hub's URL."""
    found_queue(root / "platform")
    with ExitStack() as stack:
        words = ["-m", "kiosk", "platform", "--data", str(root / "platform"), "--port", "0"]
        url = stack.enter_context(process(words))
        enrol(root / "platform", url, "hub", root / "hub")
        yield stack.enter_context(process(["-m", "kiosk", "hub", "--data", str(root / "hub"), "--port", "0"]))


@contextmanager
def member(root: Path, url: str, role: str, name: str) -> Iterator[Machine]:
    """A machine behind the hub at `url` that has read what there is."""
    enrol(root / "platform", url, role, root / name)
    with opener().open(root / name) as machine:
        link = machine.link()
        machine.exchange(link).once()
        link.close()
        yield machine


@contextmanager
def station(root: Path) -> Iterator[Machine]:
    """A village station: a hub without terminals, which gives out its numbers itself."""
    found_queue(root / "platform")
    with process(["-m", "kiosk", "platform", "--data", str(root / "platform"), "--port", "0"]) as url:
        enrol(root / "platform", url, "hub", root / "station")
        with opener().open(root / "station") as machine:
            link = machine.link()
            begin_hub(machine, link)
            link.close()
            yield machine
