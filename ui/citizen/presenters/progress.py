"""Finding a case by its receipt, and its story as it is shown."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from kiosk.clock import parse_iso
from kiosk.errors import Refused
from ui.texts import t

if TYPE_CHECKING:
    from kiosk.desk import CitizenDesk
    from kiosk.domain.progress import Progress

AWAITED = "待平台确认"


def look_up(desk: CitizenDesk, text: str) -> Progress:
    """The case behind a receipt's number or its scanned QR code; blocks on the desk. Refused when it is neither."""
    if not text.strip():
        raise Refused("receipt_missing", t("请输入回执编号，或扫回执上的二维码"))
    return desk.progress(text.strip())


def received(progress: Progress) -> bool:
    """Whether the platform has spoken about the hand-in."""
    return bool(progress.lines) and progress.lines[0].outcome != AWAITED


def moment_words(iso: str, zone: ZoneInfo) -> str:
    """A time of the journal as the hall's clocks show it, as in the portal: 2026年3月5日 09:30; '' stays ''."""
    if not iso:
        return ""
    here = parse_iso(iso).astimezone(zone)
    return f"{day_words(here.date())} {here:%H:%M}"


def day_words(on: date) -> str:
    """2026年3月5日"""
    return t("{year}年{month}月{day}日", year=on.year, month=on.month, day=on.day)


def due_words(progress: Progress) -> str:
    """By when; provisional where the year's holidays are not published yet."""
    if not progress.due:
        return ""
    words = t("最迟 {day} 办结", day=day_words(date.fromisoformat(progress.due[:10])))
    return words + t("（暂定，以节假日安排为准）") if progress.provisional else words


def next_words(arrived: bool) -> str:
    """What happens after the hand-in; `arrived` once the platform has it."""
    if not arrived:
        return t("网络恢复后自动送到平台，您不用再来。五个工作日内告诉您是否受理。")
    return t("五个工作日内告诉您是否受理。需要补材料时，会一次说清楚。")


def now_words(now: datetime, zone: ZoneInfo) -> str:
    """The clock at the top of the screen."""
    here = now.astimezone(zone)
    days = (t("星期一"), t("星期二"), t("星期三"), t("星期四"), t("星期五"), t("星期六"), t("星期日"))
    return f"{day_words(here.date())} {days[here.weekday()]} {here:%H:%M}"
