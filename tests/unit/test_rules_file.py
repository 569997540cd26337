"""The file in which a technician writes a hall's queue: read strictly, nothing in it silently without effect."""

import json
from pathlib import Path
from typing import Any

import pytest

from kiosk.desks.rules_file import read_rules, rules_from
from kiosk.errors import Fault, Refused
from kiosk.resources import resources

SERVICE = {"code": "a", "name": "综合", "prefix": "A"}
WINDOW = {"code": "1", "name": "1号窗口", "services": ["a"]}


def test_the_sample_hall_s_own_description_is_read() -> None:
    assert read_rules(resources() / "sample" / "hall.json").service("zonghe")


@pytest.mark.parametrize(
    ("raw", "named"),
    [
        ({"services": [{**SERVICE, "weigth": 3}], "windows": [WINDOW]}, "services[0].weigth"),
        ({"services": [SERVICE], "windows": [WINDOW], "recall": 3}, "recall"),
        ({"services": [SERVICE], "windows": [WINDOW], "voice": {"loud": 9}}, "voice.loud"),
        ({"services": [{**SERVICE, "quota": "三十"}], "windows": [WINDOW]}, "services[0].quota"),
        ([SERVICE], "services"),
    ],
)
def test_what_nobody_would_read_is_named(raw: Any, named: str) -> None:
    with pytest.raises(Refused, match=named.replace("[", r"\[")) as caught:
        rules_from(raw)
    assert caught.value.code == "rules_unreadable"


def test_a_file_that_is_none_says_what_is_wrong(tmp_path: Path) -> None:
    with pytest.raises(Fault) as missing:
        read_rules(tmp_path / "queue.json")
    assert missing.value.code == "file_unreadable"
    (tmp_path / "queue.json").write_text(json.dumps({"services": [SERVICE]})[:-3])
    with pytest.raises(Refused) as broken:
        read_rules(tmp_path / "queue.json")
    assert broken.value.code == "rules_unreadable"
