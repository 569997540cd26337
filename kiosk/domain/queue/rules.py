"""What a hall decided about its queue: businesses, windows, priority and what becomes of a missed call."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import combinations
from typing import Literal
from zoneinfo import ZoneInfo

from kiosk.errors import Refused

ORDINARY = ""
APPOINTMENT: Literal["appointment"] = "appointment"
CLASSES: Mapping[str, int] = {ORDINARY: 2, "soldier": 6, "disabled": 6, "pregnant": 6, "elder": 6, APPOINTMENT: 4}
"""Shares of the calls while each class has somebody waiting (domain.md, section 8): nobody is starved."""

_CODE = re.compile(r"[0-9A-Za-z_-]{1,32}")
_PREFIX = re.compile(r"[A-Z]{1,3}")
_TIME = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]|24:00")


@dataclass(frozen=True, slots=True)
class Hours:
    """Open from `since` to `to` (HH:MM, hall time) on the ISO weekdays `days`, 1 for Monday."""

    since: str
    to: str
    days: tuple[int, ...] = (1, 2, 3, 4, 5, 6, 7)


@dataclass(frozen=True, slots=True)
class ServiceRule:
    """A business. `hours` empty: always open; `quota` numbers a day, 0 for no bound; `weight` among a window's own."""

    code: str
    name: str
    prefix: str
    weight: int = 1
    hours: tuple[Hours, ...] = ()
    quota: int = 0
    departments: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class WindowRule:
    """A window and the businesses that it serves."""

    code: str
    name: str
    services: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class VoiceRule:
    """How calls are spoken: `times` each, at `volume` per cent, not at all in the hours of `mute`."""

    times: int = 3
    volume: int = 80
    mute: tuple[Hours, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueRules:
    """queue.configured 1: everything a hall may set about its queue.

    `recalls` calls in all before a ticket counts as missed; a missed one comes back after `back_after` others,
    `returns` times. `prefixes` gives a class numbers of its own. Leased blocks begin at `lease_from`, far above
    what the hub gives out, so that the day's numbers start at 001. `grace` in minutes for an appointment.
    `notices` stand in turn at the foot of the boards.
    """

    services: tuple[ServiceRule, ...]
    windows: tuple[WindowRule, ...]
    timezone: str = "Asia/Shanghai"
    recalls: int = 3
    back_after: int = 3
    returns: int = 1
    transfer: Literal["keep", "last"] = "keep"
    classes: Mapping[str, int] = field(default_factory=lambda: dict(CLASSES))
    prefixes: Mapping[str, str] = field(default_factory=dict)
    lease_from: int = 501
    lease_size: int = 20
    grace: int = 15
    notices: tuple[str, ...] = ()
    voice: VoiceRule = VoiceRule()

    def service(self, code: str) -> ServiceRule | None:
        for one in self.services:
            if one.code == code:
                return one
        return None

    def service_or_first(self, code: str) -> ServiceRule:
        """The hall's first business takes what is none of the others' any more."""
        return self.service(code) or self.services[0]

    def window(self, code: str) -> WindowRule | None:
        for one in self.windows:
            if one.code == code:
                return one
        return None

    def name_of(self, service: str) -> str:
        """What people read; the code of one that is not there any more."""
        rule = self.service(service)
        return rule.name if rule else service

    def windows_of(self, service: str) -> tuple[str, ...]:
        """The names of the windows that serve a business, in the hall's order."""
        return tuple(one.name for one in self.windows if service in one.services)

    def prefix(self, service: ServiceRule, lane: str) -> str:
        return self.prefixes.get(lane, service.prefix)

    def service_of_department(self, department: str) -> str:
        """Where a department's matters are dealt with; the hall's first business takes the rest."""
        return next((one.code for one in self.services if department in one.departments), self.services[0].code)


def is_open(rule: ServiceRule, local: datetime) -> bool:
    """Whether numbers are given out at this moment of hall time."""
    return not rule.hours or within(rule.hours, local)


def within(spans: tuple[Hours, ...], local: datetime) -> bool:
    """Whether a moment of hall time falls into one of the spans."""
    now = f"{local:%H:%M}"
    return any(local.isoweekday() in span.days and span.since <= now < span.to for span in spans)


def check_rules(rules: QueueRules) -> None:
    """Refused with the first thing that is wrong, before a hall is opened on it."""
    for code, message in _problems(rules):
        raise Refused(code, message)


def _problems(rules: QueueRules) -> Iterator[tuple[str, str]]:
    if not rules.services:
        yield "no_services", "大厅至少要有一项业务"
    yield from _codes(rules)
    yield from _prefixes(rules)
    for service in rules.services:
        yield from _service(rules, service)
    yield from _windows(rules)
    yield from _numbers(rules)
    yield from _voice(rules.voice)


def _codes(rules: QueueRules) -> Iterator[tuple[str, str]]:
    for what, codes in (
        ("业务", [one.code for one in rules.services]),
        ("窗口", [one.code for one in rules.windows]),
    ):
        for code in codes:
            if not _CODE.fullmatch(code):
                yield "code_unclear", f"{what}编码“{code}”只能用字母、数字、- 和 _"
            if codes.count(code) > 1:
                yield "code_twice", f"{what}编码 {code} 用了两次"


def _prefixes(rules: QueueRules) -> Iterator[tuple[str, str]]:
    used = [one.prefix for one in rules.services] + list(rules.prefixes.values())
    for prefix in used:
        if not _PREFIX.fullmatch(prefix):
            yield "prefix_unclear", f"号码前缀“{prefix}”应当是一到三个大写字母"
        if used.count(prefix) > 1:
            yield "prefix_twice", f"号码前缀 {prefix} 用了两次，同一个号会发给两个人"
    for lane in rules.prefixes:
        if lane not in rules.classes:
            yield "unknown_class", f"没有优先类别 {lane}"


def _service(rules: QueueRules, service: ServiceRule) -> Iterator[tuple[str, str]]:
    if not any(service.code in window.services for window in rules.windows):
        yield "service_without_window", f"业务“{service.name}”没有窗口办理"
    if service.weight < 1 or service.quota < 0:
        yield "weight_unclear", f"业务“{service.name}”的权重应为正数，每日限号不能是负数"
    yield from _hours(f"业务“{service.name}”", service.hours)
    ordered = sorted(service.hours, key=lambda span: span.since)
    if any(set(one.days) & set(other.days) and one.to > other.since for one, other in combinations(ordered, 2)):
        yield "hours_overlap", f"业务“{service.name}”的时间段互相重叠"


def _hours(whose: str, spans: tuple[Hours, ...]) -> Iterator[tuple[str, str]]:
    for span in spans:
        if not (_TIME.fullmatch(span.since) and _TIME.fullmatch(span.to)):
            yield "hours_unclear", f"{whose}的时间应写成 09:00"
        elif span.since >= span.to:
            yield "hours_reversed", f"{whose}的时间 {span.since}—{span.to} 还没开始就结束了"
        if not set(span.days) <= set(range(1, 8)) or not span.days:
            yield "hours_unclear", f"{whose}的星期应为 1 到 7"


def _voice(voice: VoiceRule) -> Iterator[tuple[str, str]]:
    if not 1 <= voice.times <= 5:
        yield "voice_unclear", "一次叫号播报 1 到 5 遍"
    if not 0 <= voice.volume <= 100:
        yield "voice_unclear", "播报音量是 0 到 100"
    yield from _hours("静音", voice.mute)


def _windows(rules: QueueRules) -> Iterator[tuple[str, str]]:
    known = {one.code for one in rules.services}
    for window in rules.windows:
        if not window.services:
            yield "window_without_service", f"{window.name}没有业务"
        for code in window.services:
            if code not in known:
                yield "unknown_service", f"{window.name}办理的业务 {code} 没有登记"


def _numbers(rules: QueueRules) -> Iterator[tuple[str, str]]:
    if not is_zone(rules.timezone):
        yield "unknown_timezone", f"没有时区 {rules.timezone}"
    if min(rules.recalls, rules.back_after, rules.lease_size) < 1 or rules.returns < 0 or rules.grace < 0:
        yield "rule_unclear", "叫号次数、过号后隔几人、一次预留的号数都至少是 1"
    if rules.lease_from < 2:
        yield "rule_unclear", "预留号从 2 号以后开始"
    if rules.classes.get(ORDINARY, 0) < 1 or any(weight < 1 for weight in rules.classes.values()):
        yield "weight_unclear", "每一类（包括普通号）的权重都至少是 1"


def is_zone(name: str) -> bool:
    """Whether the time zone is known here."""
    try:
        ZoneInfo(name)
    except (OSError, ValueError, KeyError):
        return False
    return True
