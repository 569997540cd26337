"""Days and times as a clerk reads them, and the warnings that hang on them."""

from dataclasses import dataclass
from datetime import date, tzinfo
from typing import Literal

from kiosk.clock import parse_iso
from kiosk.desk import CaseRow, LinkState
from ui.texts import t

SOON = 2
"""Calendar days before a deadline from which the list warns."""
WAITING = frozenset({"submitted", "supplemented"})
Level = Literal["good", "wait", "wrong"]


@dataclass(frozen=True, slots=True)
class Alert:
    """A light: how bad it is, and the word beside it."""

    level: Level
    words: str


def moment(at: str, zone: tzinfo, today: date) -> str:
    """An ISO 8601 time as 今天 09:30, 7月12日 09:30 or 2025年7月12日; empty for none."""
    if not at:
        return ""
    then = parse_iso(at).astimezone(zone)
    if then.date() == today:
        return t("今天 {clock}", clock=f"{then:%H:%M}")
    return day(then.date().isoformat(), today) + (f" {then:%H:%M}" if then.year == today.year else "")


def day(iso_day: str, today: date) -> str:
    """An ISO date as 7月12日, with its year when that is another one; empty for none."""
    if not iso_day:
        return ""
    that = date.fromisoformat(iso_day)
    if that.year == today.year:
        return t("{month}月{day}日", month=that.month, day=that.day)
    return t("{year}年{month}月{day}日", year=that.year, month=that.month, day=that.day)


def deadline(row: CaseRow, today: date) -> Alert | None:
    """What the calendar says of a case: the answer due within five days (行政许可法 art. 32), then the promised end."""
    if row.state in WAITING:
        return _near(row.notice_by, today, t("答复"))
    return _near(row.due, today, t("办结")) if row.state == "accepted" else None


def _near(last_day: str, today: date, what: str) -> Alert | None:
    if not last_day:
        return None
    left = (date.fromisoformat(last_day) - today).days
    if left < 0:
        return Alert("wrong", t("{what}已超期 {days} 天", what=what, days=-left))
    if left == 0:
        return Alert("wait", t("今天须{what}", what=what))
    return Alert("wait", t("{days} 天内须{what}", what=what, days=left)) if left <= SOON else None


def line_light(link: LinkState, zone: tzinfo, today: date) -> Alert:
    """How the line to the platform stands, and what waits for it."""
    waiting = link.pending + link.blobs_pending
    queue = t(" · 待发 {count} 件", count=waiting) if waiting else ""
    held = t(" · {count} 件待核对", count=link.held) if link.held else ""
    if link.paused:
        return Alert("wrong", t("已暂停，请叫技术人员") + queue + held)
    if link.online:
        return Alert("good", t("在线") + queue + held)
    since = t("（上次连通 {when}）", when=moment(link.since, zone, today)) if link.since else ""
    return Alert("wait", t("离线，照常办理") + since + queue + held)
