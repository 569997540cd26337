"""Appointments in a citizen's words: days and times, what will be, and what a rule said. As in the portal."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from kiosk.errors import Fault
from ui.texts import t

if TYPE_CHECKING:
    from kiosk.booking_desk import Bookable, OpenTime, Plan
    from ui.tasks import Trouble

DIGITS, CODE = 4, 8
NOON = "T13"
"""Times are shown in two halves of the day."""
HOUR = "%H:%M"

REFUSED = {
    "slot_full": "这个时段已经约满，请换一个时段",
    "slot_past": "这个时段已经过了，请换一个时段",
    "no_such_slot": "没有这个预约时段，请重新选择",
    "none_here": "暂时连不上平台，本机预留的名额也没有了，请稍后再试",
    "no_such_appointment": "没有找到这个预约，请核对后再试，或直接取号",
    "already_begun": "约定的时间已经到了，不能再取消，请直接签到取号",
    "already_kept": "这个预约已经签到取号",
    "already_cancelled": "这个预约已经取消",
    "other": "这一步现在不能做，请核对后再试",
}
"""Every sentence that `spoken` translates."""


@dataclass(frozen=True, slots=True)
class Day:
    """A day of the choice (ISO 8601) with what is left on it."""

    day: str
    left: int


def days_of(times: Sequence[OpenTime]) -> list[Day]:
    """The days that have times, in their order."""
    left: dict[str, int] = {}
    for one in sorted(times, key=lambda each: each.start):
        left[one.start[:10]] = left.get(one.start[:10], 0) + one.left
    return [Day(day, count) for day, count in left.items()]


def day_shown(days: Sequence[Day], wished: str = "") -> str:
    """The day that is wished for, else the first one with a place left, else the first one; '' where there is none."""
    if any(one.day == wished for one in days):
        return wished
    return next((one.day for one in days if one.left), days[0].day if days else "")


def halves(times: Sequence[OpenTime], day: str) -> tuple[list[OpenTime], list[OpenTime]]:
    """Morning and afternoon of one day."""
    here = sorted((one for one in times if one.start.startswith(day)), key=lambda each: each.start)
    return [one for one in here if one.start < day + NOON], [one for one in here if one.start >= day + NOON]


def day_words(day: str) -> str:
    """11月23日"""
    on = date.fromisoformat(day[:10])
    return t("{month}月{day}日", month=on.month, day=on.day)


def weekday_words(day: str) -> str:
    days = (t("周一"), t("周二"), t("周三"), t("周四"), t("周五"), t("周六"), t("周日"))
    return days[date.fromisoformat(day[:10]).weekday()]


def date_words(start: str) -> str:
    """11月23日 周一"""
    return f"{day_words(start)} {weekday_words(start)}"


def span_words(start: str, minutes: int) -> str:
    """09:00—09:30"""
    begins = datetime.fromisoformat(start)
    return f"{begins:{HOUR}}—{begins + timedelta(minutes=minutes):{HOUR}}"


def by_words(start: str) -> str:
    """11月23日 周一 09:00"""
    return f"{date_words(start)} {start[11:]}"


def first_words(business: Bookable) -> str:
    return t("最早 {when}", when=by_words(business.first)) if business.first else t("近期都已约满")


def left_words(left: int, alone: bool = False) -> str:
    """What is left; without a line nobody knows whether the rest is taken, only that none can be given here."""
    if left:
        return t("余 {count}", count=left)
    return t("现在约不了") if alone else t("约满")


def coming_words(plan: Plan) -> list[tuple[str, str]]:
    """What to do on the day, step by step, each with its rule."""
    late = datetime.fromisoformat(plan.start) + timedelta(minutes=plan.grace)
    return [
        (
            t("{start} 前到大厅，在自助机上点“预约签到”", start=plan.start[11:]),
            t("提前 {early} 分钟以内可以签到", early=plan.early),
        ),
        (t("签到后取到一个号，听到叫号请到窗口"), t("预约号会比当场取的号先叫")),
        (t("晚到也能办"), t("过了 {late} 签到，按当场取号排队；当天没来，预约作废", late=f"{late:{HOUR}}")),
    ]


def code_words(code: str) -> str:
    """In two parts, as one copies it."""
    return f"{code[:4]} {code[4:]}"


def is_code(typed: str) -> bool:
    """Whether it may be an appointment's code."""
    return len(typed) == CODE and typed.isdecimal()


def digits_wrong(digits: str) -> bool:
    """The last four of a phone's number, or nothing."""
    return bool(digits) and not (len(digits) == DIGITS and digits.isdecimal())


def spoken(trouble: Trouble) -> tuple[str, str]:
    """What happened and what to do now, in the screen's language."""
    if isinstance(trouble, Fault):
        return t(trouble.message), t(trouble.mend)
    if trouble.code in {"slot_full", "slot_past", "no_such_slot"}:
        return t(trouble.message), t("没有约上，您填过的都还在。可以换个时间，或回首页取号。")
    return t(trouble.message), ""
