"""The hall's queue in a citizen's words: waits, places, priority, and what a rule said."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from kiosk.domain.queue.words import queue_words
from kiosk.errors import Fault, Refused
from ui.texts import t

if TYPE_CHECKING:
    from kiosk.queue_desk import HallView, MissedRule, PlaceWord, Range, ServiceRow, TicketPlace
    from ui.tasks import Trouble

NAMED = 3
"""So many windows are told by name."""

SAID = (
    "no_queue",
    "unknown_service",
    "service_twice",
    "chain_needs_hub",
    "unknown_class",
    "no_such_ticket",
    "not_known_here",
    "code_needed",
    "day_closed",
    "outside_hours",
    "quota_spent",
    "no_numbers_left",
    "is_called",
    "is_serving",
    "is_held",
    "is_gone",
    "is_finished",
    "is_cancelled",
    "is_expired",
)
"""What the queue's rules may say to a citizen; each sentence stands in the catalogues."""

CHECKING_IN: Mapping[str, str] = {
    "no_such_appointment": "没有找到这个预约，请核对后再试，或直接取号",
    "several_appointments": "这几位数字对应几个预约，请输入预约码",
    "already_kept": "这个预约已经签到取号",
    "already_late": "这个预约已经签到取号",
    "already_cancelled": "这个预约已经取消",
    "slot_past": "这个预约的日子已经过了，请重新预约或直接取号",
}
"""What checking in may bring up; who comes too early is told the hour by the desk."""

STANDS: Mapping[PlaceWord, str] = {
    "waiting": "还在等候",
    "called": "正在叫您，请到{window}",
    "serving": "正在{window}办理",
    "held": "先等一等，{window}会再叫您",
    "missed": "叫过没有到，还会再叫您",
    "finished": "已经办完",
    "gone": "过号作废了，请重新取号",
    "cancelled": "已经退号，不用再等",
    "dropped": "这个号没有发出去，请重新取号",
    "expired": "这是以前的号，请重新取号",
    "unheard": "号码有效，正等着送到大厅主机",
    "giving_back": "已记下退号，连上大厅主机就生效",
}


def wait_parts(wait: Range | None) -> tuple[str, str]:
    """How long, as a figure and its unit; says so where nobody knows."""
    if wait is None:
        return t("说不准"), ""
    if wait.to <= 1:
        return t("马上就到"), ""
    if wait.since <= 0:
        return str(wait.to), t("分钟以内")
    return f"{wait.since}–{wait.to}" if wait.since < wait.to else str(wait.to), t("分钟")


def wait_words(wait: Range | None) -> str:
    """The same in one line."""
    return " ".join(filter(None, wait_parts(wait)))


def windows_words(windows: Sequence[str]) -> str:
    """By name; from four on the first ones and how many there are."""
    if len(windows) <= NAMED:
        return "、".join(windows)
    return t("{names}等 {count} 个窗口", names="、".join(windows[:NAMED]), count=len(windows))


def waiting_words(row: ServiceRow) -> str:
    return t("{count} 人在等", count=row.waiting) if row.waiting else t("没有人在等")


def hall_words(hall: HallView) -> str:
    """How full the hall is, for the door to it."""
    count = sum(each.count for each in hall.waiting)
    if not count:
        return t("现在没有人在等")
    waits = [each.estimate for each in hall.waiting if each.count and each.estimate]
    if not waits:
        return t("现在 {count} 人在等", count=count)
    whole = replace(waits[0], since=min(each.since for each in waits), to=max(each.to for each in waits))
    return t("现在 {count} 人在等，看业务等 {wait}", count=count, wait=wait_words(whole))


def ahead_parts(ahead: int, sure: bool = True) -> tuple[str, str]:
    """How many come first, as a figure and its unit; without the hub only what this machine knows."""
    if not ahead:
        return (t("没有人") if sure else t("说不准")), ""
    return (str(ahead) if sure else t("至少 {count}", count=ahead)), t("人")


def missed_words(rule: MissedRule) -> str:
    """What becomes of a call that nobody answers, as the hall has it."""
    missed = t("叫 {calls} 次没有到，就算过号。", calls=rule.recalls)
    if not rule.returns:
        return missed + t("过号后请重新取号。")
    again = t("过号后隔 {others} 人再叫一次，还没有到就要重新取号。", others=rule.back_after)
    more = t("过号后隔 {others} 人再叫，最多 {times} 次。", others=rule.back_after, times=rule.returns)
    return missed + (again if rule.returns == 1 else more)


def stands_words(place: TicketPlace) -> str:
    """How a number stands now."""
    if place.stands == "finished" and place.done:
        return t("都办完了")
    return t(STANDS[place.stands], window=place.window_name or t("窗口"))


def names_words(names: Sequence[str]) -> str:
    """Businesses in their order, by name."""
    return " → ".join(names)


def waits(place: TicketPlace) -> bool:
    return place.stands in {"waiting", "missed"}


def spoken(trouble: Trouble) -> tuple[str, str]:
    """What happened and what to do now, in the screen's language."""
    if isinstance(trouble, Fault):
        return t(trouble.message), t(trouble.mend)
    return t(CHECKING_IN.get(trouble.code, trouble.message)), _advice(trouble)


def _advice(refused: Refused) -> str:
    if refused.code == "chain_needs_hub":
        return t("还没有取号。可以去掉后面几项，先取一项的号。")
    if refused.code == "no_numbers_left":
        return t("没有取走号。旁边的取号机可能还有号，咨询台也可以给您号。")
    if refused.code == "several_appointments":
        return t("预约码在预约成功的短信或页面上，也可以输入身份证号。")
    if refused.code in {"no_such_appointment", "too_early", "slot_past"}:
        return t("什么都没有改动，您可以重新输入，或回首页直接取号。")
    return ""


def refusals() -> set[str]:
    """Every sentence that `spoken` translates."""
    return {queue_words(code) for code in SAID} | set(CHECKING_IN.values())
