"""A hall's queue from its JSON file: what a technician writes, read strictly and checked before it is published."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from kiosk.domain.queue.rules import QueueRules, ServiceRule, WindowRule, check_rules
from kiosk.errors import Fault, Refused
from kiosk.reasons import reason
from kiosk.resources import resources

HALL = frozenset({"code", "name", "region", "address", "hours"})
"""What the description of a hall says beside its queue."""


def read_rules(path: Path) -> QueueRules:
    """The rules in a file like the sample hall's. Fault `file_unreadable`, Refused with what is wrong in it."""
    try:
        raw = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise Fault("file_unreadable", f"{path} 读不出来：{reason(error)}", "核对文件名和权限") from error
    except ValueError as error:
        raise Refused("rules_unreadable", f"{path.name} 不是完整的 JSON：{error}") from error
    return rules_from(raw)


def rules_from(raw: Any) -> QueueRules:
    """The part of a hall's description that is about its queue. Refused `rules_unreadable` or as `check_rules` does."""
    if not isinstance(raw, dict):
        raise Refused("rules_unreadable", "排队规则应当是一个 JSON 对象，写明 services 和 windows")
    own = {name: value for name, value in raw.items() if name not in HALL}
    try:
        rules = msgspec.convert(own, QueueRules)
    except msgspec.ValidationError as error:
        raise Refused("rules_unreadable", f"排队规则看不懂：{error}") from error
    for name in _unknown(own, msgspec.to_builtins(rules), ""):
        raise Refused("rules_unreadable", f"排队规则里没有 {name} 这一项，是不是写错了？")
    check_rules(rules)
    return rules


def _unknown(written: Any, read: Any, path: str) -> Iterator[str]:
    """Names that somebody wrote and nobody read: a misspelt one would silently do nothing."""
    match written, read:
        case dict(), dict():
            for name, inner in written.items():
                if name in read:
                    yield from _unknown(inner, read[name], f"{path}{name}.")
                else:
                    yield f"{path}{name}"
        case list(), list() | tuple():
            for number, (inner, made) in enumerate(zip(written, read, strict=True)):
                yield from _unknown(inner, made, f"{path.removesuffix('.')}[{number}].")


def usual_rules(hall: str) -> QueueRules:
    """The sample hall's own; for any other hall one business at one window."""
    sample = json.loads((resources() / "sample" / "hall.json").read_text(encoding="utf-8"))
    if sample["code"] == hall:
        return rules_from(sample)
    return QueueRules(
        services=(ServiceRule("zonghe", "综合受理", "A"),), windows=(WindowRule("1", "1号综合窗口", ("zonghe",)),)
    )
