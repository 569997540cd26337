"""Desks that open while the first screen is already up."""

from typing import NamedTuple

import pytest

from kiosk.errors import Fault
from ui.late import Late


class Both(NamedTuple):
    """Two desks that open together."""

    first: list[int]
    second: dict[str, int]


def test_each_part_is_a_desk_of_its_own_once_the_whole_is_there() -> None:
    late: Late[Both] = Late()
    first, second = late.part(lambda both: both.first), late.part(lambda both: both.second)
    late.open(lambda: Both([3, 1], {"a": 1}))
    assert (first.count(3), second.get("a")) == (1, 1)


def test_what_opening_raised_is_raised_by_every_part() -> None:
    late: Late[Both] = Late()
    part = late.part(lambda both: both.first)

    def broken() -> Both:
        raise Fault("journal_locked", "数据库打不开。", "重新启动本机")

    late.open(broken)
    with pytest.raises(Fault) as caught:
        part.count(3)
    assert caught.value.code == "journal_locked"
