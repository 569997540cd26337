"""The words of calling, without a widget: what may be pressed now, and what the strip says of a seat."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, tzinfo
from typing import Literal

from kiosk.queue_desk import Called, Seat
from ui.texts import t
from ui.window.wording import Alert, moment

CallVerb = Literal["next", "recall", "start", "finish", "skip", "hold", "resume", "transfer", "back", "pause"]
CALL_KEYS: Mapping[CallVerb, str] = {
    "next": "F8",
    "recall": "F7",
    "start": "F10",
    "finish": "F11",
    "skip": "F12",
    "hold": "Ctrl+G",
    "resume": "Ctrl+Q",
    "transfer": "Ctrl+T",
    "back": "Ctrl+B",
    "pause": "Ctrl+S",
}
"""Beside the keys of a decision (F2 to F6), and none that a text field or a desktop takes for itself."""
CALL_TITLES: Mapping[CallVerb, str] = {
    "next": "叫下一个",
    "recall": "重叫",
    "start": "开始",
    "finish": "办完",
    "skip": "过号",
    "hold": "挂起",
    "resume": "取回",
    "transfer": "转办",
    "back": "退回",
    "pause": "暂停",
}
CALL_NOTES: Mapping[CallVerb, str] = {
    "next": "主机连不上时，改为手工输号",
    "recall": "再叫一遍同一个号",
    "start": "人到了，开始办理",
    "finish": "办完，窗口空出来",
    "skip": "叫够了没有来，隔几个人再叫一次",
    "hold": "暂时离开，回来再取",
    "resume": "从挂起和过号里选一个接着办",
    "transfer": "转到别的业务或窗口",
    "back": "叫错了，放回原来的位置",
    "pause": "写明原因；再按一次恢复",
}
PRIORITIES: Mapping[str, str] = {
    "soldier": "军人优先",
    "disabled": "残疾人优先",
    "pregnant": "孕妇优先",
    "elder": "70 岁以上优先",
    "appointment": "预约",
}
REASONS = ("午休", "离开片刻", "交接班", "设备故障", "开会学习")
"""Why a window pauses; a clerk may write another."""
STANDS: Mapping[str, str] = {"held": "挂起", "missed": "过号"}


@dataclass(frozen=True, slots=True)
class Front:
    """Whom the window has in front of it: the number and its tone; the business, why first, the case, since when.

    `next` says what follows on the same number, '' for nothing.
    """

    number: str
    tone: Literal["seal", "ink", "quiet"]
    service: str
    mark: str
    case: str
    since: str
    next: str = ""


def standing(seat: Seat) -> Called | None:
    """Who is at the window; while the hub is silent the last one who was served from the paper counts too."""
    if seat.current is None and seat.hall.stale_since and seat.by_hand:
        return seat.by_hand[0]
    return seat.current


def why_not(verb: CallVerb, seat: Seat) -> str:
    """Why `verb` can do nothing now, '' when it can. Calling next stays possible without the hub: by hand."""
    if verb == "pause":
        return ""
    if seat.closed:
        return t("今天的叫号已经结束")
    if verb in NEEDS_HUB and seat.hall.stale_since:
        return t("连不上大厅主机，暂时不能{title}", title=t(CALL_TITLES[verb]))
    if verb == "next":
        return t("本窗口暂停中，按 {key} 恢复", key=CALL_KEYS["pause"]) if seat.paused is not None else ""
    if verb == "resume":
        return "" if seat.aside else t("没有挂起或过号的")
    return _of_current(verb, seat)


NEEDS_HUB: frozenset[CallVerb] = frozenset({"recall", "resume", "transfer", "back"})


def _of_current(verb: CallVerb, seat: Seat) -> str:
    if seat.current is None:
        return t("本窗口现在没有人")
    if verb in {"recall", "start", "skip"} and seat.current.state == "serving":
        return t("{number} 已经在办理", number=seat.current.number)
    if verb == "recall" and seat.current.calls >= seat.recalls:
        return t("已经叫满 {count} 次，请按 {key} 过号", count=seat.recalls, key=CALL_KEYS["skip"])
    if verb == "back" and not seat.may_put_back:
        return t("只有刚叫、还没有开始办理的号可以退回")
    return ""


def light(seat: Seat, shown: Called | None, zone: tzinfo, today: date) -> Alert:
    """How this window stands, in a shape and a few words; `shown` is who is in front of it."""
    if stale := seat.hall.stale_since:
        return Alert("wait", _silent_since(stale, zone, today))
    if seat.closed:
        return Alert("wait", t("今天的叫号已经结束"))
    if seat.paused is not None:
        return Alert("wait", t("暂停叫号：{reason}", reason=seat.paused) if seat.paused else t("暂停叫号"))
    if shown is None:
        return Alert("good", t("空闲，可以叫号"))
    return Alert("good", t("正在叫号") if shown.state == "called" else t("正在办理"))


def _silent_since(stale: str, zone: tzinfo, today: date) -> str:
    if stale == "unknown":
        return t("连不上大厅主机，请手工叫号")
    return t("连不上大厅主机，{when} 起，请手工叫号", when=moment(stale, zone, today))


def front(seat: Seat, shown: Called | None, zone: tzinfo, today: date) -> Front:
    """What stands beside the huge number; `shown` may be one from the paper that the hub knows of by now."""
    if shown is None:
        by_hand = t("按 {key} 输来人手里的号", key=CALL_KEYS["next"])
        hint = by_hand if seat.hall.stale_since else t("按 {key} 叫下一个", key=CALL_KEYS["next"])
        return Front("", "quiet", t("窗口空着"), "", "" if why_not("next", seat) else hint, "")
    mark = t("手工办理") if shown.by_hand else t(PRIORITIES.get(shown.priority, ""))
    case = t("有办件，按 Ctrl+O") if shown.receipt else t("没有关联办件")
    tone: Literal["seal", "ink"] = "seal" if shown.state == "called" else "ink"
    service = shown.service_name or t("业务待核对")
    return Front(shown.number, tone, service, mark, case, _since(seat, shown, zone, today), next_words(shown))


def next_words(shown: Called) -> str:
    """What follows on the number once this window is done."""
    if not shown.then:
        return ""
    names = " → ".join(each.service_name for each in shown.then)
    return t("接着办：{names}", names=names)


def onward_words(verb: CallVerb, before: Called | None) -> str:
    """Where a number of several matters has gone that this step was the end of here, '' where there is none."""
    if verb not in ENDS or before is None or not before.then or before.by_hand:
        return ""
    following = before.then[0]
    windows = "、".join(following.windows[:NAMED])
    return t("{number} 接着等“{name}”（{windows}）", number=before.number, name=following.service_name, windows=windows)


ENDS: frozenset[CallVerb] = frozenset({"next", "finish", "resume"})
"""With these a window is done with whom it has."""
NAMED = 3
"""So many windows are told by name."""


def _since(seat: Seat, shown: Called, zone: tzinfo, today: date) -> str:
    at = moment(shown.called_at, zone, today)
    if shown.by_hand:
        return t("{when} 手工办理", when=at)
    if shown.state == "serving":
        return t("{when} 叫到", when=at)
    return t("{when} 叫，第 {calls} 次，共 {most} 次", when=at, calls=shown.calls, most=seat.recalls)


def paper_words(seat: Seat) -> str:
    """What was served from the paper and waits for the hub, '' for nothing."""
    if not seat.by_hand:
        return ""
    numbers = "、".join(one.number for one in reversed(seat.by_hand[:5]))
    return t("手工 {count} 个待并入：{numbers}", count=len(seat.by_hand), numbers=numbers)


DONE: Mapping[CallVerb, Callable[[str], str]] = {
    "next": lambda number: t("叫了 {number}", number=number),
    "recall": lambda number: t("又叫了一次 {number}", number=number),
    "start": lambda number: t("{number} 开始办理", number=number),
    "finish": lambda number: t("{number} 办完了", number=number),
    "skip": lambda number: t("{number} 记为过号", number=number),
    "hold": lambda number: t("{number} 挂起了，回来时按 Ctrl+Q 取回", number=number),
    "resume": lambda number: t("{number} 取回来了", number=number),
    "transfer": lambda number: t("{number} 转走了", number=number),
    "back": lambda number: t("{number} 放回原来的位置，没有叫过一样", number=number),
}
