"""Who puts what in order in a world."""

from tests.simulation.node import Node
from tests.simulation.template import REGION
from tests.simulation.world import World


def partitions(world: World) -> list[str]:
    return [REGION, *sorted({node.up().queue for node in world.nodes.values() if node.up().queue})]


def judge_of(world: World, partition: str) -> Node:
    """Who puts a partition in order."""
    for node in world.nodes.values():
        if node.up().service.sequencer.judges(partition) and node.role in {"hub", "platform"}:
            return node
    raise LookupError(partition)
