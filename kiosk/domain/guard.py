"""What a form may never hold, whatever its schema says: checked first, and in little time."""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from kiosk.domain.catalogue import JsonSchema
from kiosk.domain.formats import is_text, turns
from kiosk.domain.schema import field_at, pointer, title_at

USUAL_LENGTH = 2000
"""Characters in a text whose schema names no `maxLength`."""
_NAME_LENGTH = 100
_DEPTH = 16
_VALUES = 5000


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with the field at the JSON pointer `at`; `message` names the field and the mend."""

    at: str
    code: str
    message: str


def guard(schema: JsonSchema, form: Any) -> Iterator[Problem]:
    """Texts too long, characters that hide or turn, too much or too deep; stops at the first of the last two."""
    waiting: list[tuple[tuple[str | int, ...], Any]] = [((), form)]
    walked = 0
    while waiting:
        path, value = waiting.pop()
        walked += 1
        if len(path) > _DEPTH:
            yield Problem(pointer(path[:1]), "too_deep", f"表单内容嵌套太深（最多 {_DEPTH} 层），请重新填写")
            return
        if walked > _VALUES:
            yield Problem("", "too_many", f"表单内容太多（最多 {_VALUES} 项），请删减后再提交")
            return
        if not _is_plain_text(value):
            yield from _judge(schema, path, value)
            waiting.extend(reversed(_inside(path, value)))


def _inside(path: tuple[str | int, ...], value: Any) -> list[tuple[tuple[str | int, ...], Any]]:
    if isinstance(value, Mapping):
        return [((*path, str(key)[:_NAME_LENGTH]), inner) for key, inner in value.items()]
    if isinstance(value, list):
        return [((*path, place), inner) for place, inner in enumerate(value)]
    return []


def _is_plain_text(value: Any) -> bool:
    """What most values of a form are."""
    return isinstance(value, str) and len(value) <= USUAL_LENGTH and is_text(value)


def _judge(schema: JsonSchema, path: tuple[str | int, ...], value: Any) -> Iterator[Problem]:
    if isinstance(value, str):
        yield from _judge_text(schema, pointer(path), value)
    elif isinstance(value, float) and not math.isfinite(value):
        yield Problem(pointer(path), "number", f"「{title_at(schema, pointer(path))}」应为普通数字，请重新填写")
    elif isinstance(value, Mapping) and not all(_is_plain_name(key) for key in value):
        yield Problem(pointer(path), "unknown_field", "表单里有名称无法识别的栏目，请从本机重新填写")


def _judge_text(schema: JsonSchema, at: str, text: str) -> Iterator[Problem]:
    if len(text) > USUAL_LENGTH and len(text) > (limit := _limit(schema, at)):
        yield Problem(at, "too_long", f"「{title_at(schema, at)}」太长，最多 {limit} 个字，请缩短")
    elif turns(text):
        yield Problem(at, "turning_mark", f"「{title_at(schema, at)}」含有改变文字方向的符号，请删去后重新填写")
    elif not is_text(text):
        yield Problem(at, "control_character", f"「{title_at(schema, at)}」含有看不见的控制符号，请删去后重新填写")


def _limit(schema: JsonSchema, at: str) -> int:
    return int(field_at(schema, at).get("maxLength", USUAL_LENGTH))


def _is_plain_name(name: Any) -> bool:
    return isinstance(name, str) and len(name) <= _NAME_LENGTH and is_text(name)
