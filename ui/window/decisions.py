"""What may be decided now, what will follow from it, and what the clerk has typed so far."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from kiosk.desk import CaseFile, WindowDesk
from kiosk.domain.bodies import Lacking
from kiosk.domain.case import ALLOWED
from kiosk.domain.progress import Progress
from ui.texts import t
from ui.window.materials import materials

Verb = Literal["accept", "return", "reject", "conclude", "merge"]
VERBS: tuple[Verb, ...] = ("accept", "return", "reject", "conclude", "merge")
KINDS: Mapping[Verb, str] = {
    "accept": "case.accepted",
    "return": "case.returned",
    "reject": "case.rejected",
    "conclude": "case.concluded",
    "merge": "case.merged",
}
KEYS: Mapping[Verb, str] = {"accept": "F2", "return": "F3", "reject": "F4", "conclude": "F5", "merge": "F6"}
TITLES: Mapping[Verb, str] = {
    "accept": "受理",
    "return": "补正",
    "reject": "不予受理",
    "conclude": "办结",
    "merge": "合并",
}
NOTES: Mapping[Verb, str] = {
    "accept": "材料齐全、符合法定形式",
    "return": "一次告知全部要补的材料",
    "reject": "不归本机关管，或依法不用办",
    "conclude": "已经作出决定",
    "merge": "与另一件是同一件事",
}
UNCONFIRMED = "待平台确认"
"""How `kiosk.domain.progress` says that the verdict is not here yet."""
REASONS = (
    ("依法不用办", "申请事项依法不需要取得行政许可。"),
    ("不归本机关管", "申请事项不属于本机关职权范围，请向有权机关申请："),
    ("不是办理对象", "申请人不属于本事项的办理对象。"),
)
"""Where art. 32 of 行政许可法 lets a window refuse a case, in short and as a sentence; a clerk completes it."""


@dataclass(frozen=True, slots=True)
class Option:
    """A decision on its button; `why_not` says why it cannot be made now, '' when it can."""

    verb: Verb
    title: str
    key: str
    note: str
    why_not: str


@dataclass(slots=True)
class Typed:
    """What a clerk has written about a case and not sent yet. `remarks` holds the ticked materials."""

    remarks: dict[str, str] | None = None
    reason: str = ""
    outcome: str | None = None
    open: Verb | None = None


@dataclass(slots=True)
class Drafts:
    """The typed words of each case, kept while the window is open: nothing is lost by looking elsewhere."""

    _by_case: dict[str, Typed] = field(default_factory=dict)

    def of(self, case: str) -> Typed:
        return self._by_case.setdefault(case, Typed())

    def drop(self, case: str) -> None:
        self._by_case.pop(case, None)


@dataclass(frozen=True, slots=True)
class Decision:
    """A verb with its words, ready to be sent."""

    verb: Verb
    lacking: tuple[Lacking, ...] = ()
    text: str = ""


def options(file: CaseFile) -> tuple[Option, ...]:
    """Every decision at its fixed place; merging only where there is a twin."""
    verbs = (verb for verb in VERBS if verb != "merge" or _has_twin(file))
    return tuple(Option(verb, t(TITLES[verb]), KEYS[verb], t(NOTES[verb]), why_not(verb, file)) for verb in verbs)


def why_not(verb: Verb, file: CaseFile) -> str:
    """Why the rules would refuse `verb` now, '' when they would not."""
    if verb == "merge" and not _has_twin(file):
        return t("没有与它重复的另一件")
    if file.state.state in ALLOWED[KINDS[verb]]:
        return ""
    return t("此件{state}", state=file.progress.state_words)


def consequences(verb: Verb, file: CaseFile) -> tuple[str, ...]:
    """What will happen once it is confirmed, said before it is (操作前结果可预知)."""
    return {
        "accept": _on_accept,
        "return": _on_return,
        "reject": _on_reject,
        "conclude": _on_conclude,
        "merge": _on_merge,
    }[verb](file)


def missing_words(file: CaseFile) -> str:
    """A warning before accepting: required materials that nobody handed in, '' when all are there."""
    names = [each.name for each in materials(file) if each.missing]
    return t("还缺 {count} 份必交材料：{names}", count=len(names), names="、".join(names)) if names else ""


def first_ticks(file: CaseFile) -> dict[str, str]:
    """The materials that lack for certain: required and not there; the clerk adds those below their standard."""
    return {each.code: t("没有提交") for each in materials(file) if each.missing}


def lacking(file: CaseFile, remarks: Mapping[str, str]) -> tuple[Lacking, ...]:
    """The lines of the one-time notice, in the guide's order."""
    ticked = (each for each in materials(file) if each.code in remarks)
    return tuple(Lacking(each.code, each.name, each.standard, remarks[each.code].strip()) for each in ticked)


def first_outcome(file: CaseFile) -> str:
    """The usual end of a case: what its guide promises."""
    guide = file.item.guide
    return t("准予，发给{name}", name=guide.result.name) if guide and guide.result.name else t("已办结")


def act(desk: WindowDesk, case: str, decision: Decision, officer: str, into: str) -> Progress:
    """Make the decision at the desk; Refused with the judge's reason, Fault where staff must help. Blocks."""
    if decision.verb == "accept":
        return desk.accept(case, officer)
    if decision.verb == "return":
        return desk.return_for_supplement(case, decision.lacking, officer)
    if decision.verb == "reject":
        return desk.reject(case, decision.text, officer)
    if decision.verb == "conclude":
        return desk.conclude(case, decision.text, officer)
    return desk.merge(case, into, officer)


def outcome_words(verb: Verb, progress: Progress) -> tuple[str, str, bool]:
    """What was done, what that means, and whether the platform has confirmed it."""
    if progress.lines and progress.lines[-1].outcome == UNCONFIRMED:
        return t("已记下，待平台确认"), t("连线后自动送出；若平台不同意，这一件会标出来。"), False
    done = t("“{title}”已办好", title=t(TITLES[verb]))
    return (
        done,
        t("{receipt} {words}，申请人现在就能查到。", receipt=progress.receipt, words=progress.state_words),
        True,
    )


def change_words(before: CaseFile, now: CaseFile, own: bool) -> tuple[str, str, bool] | None:
    """What befell an open case meanwhile, what that means, and whether it is good; `own`: by this very window."""
    last = now.progress.lines[-1]
    words = last.outcome or now.progress.state_words
    if not own and len(now.progress.lines) > len(before.progress.lines):
        return t("此件刚有变化：{step}", step=last.title), words, False
    if before.state.tentative and not now.state.tentative:
        return t("平台有了答复：{step}", step=last.title), words, not last.outcome
    return None


def _has_twin(file: CaseFile) -> bool:
    return bool(file.state.duplicate_of) and file.state.state != "merged"


def _on_accept(file: CaseFile) -> tuple[str, ...]:
    guide = file.item.guide
    period = _period(guide.promised.days, guide.promised.unit) if guide else ""
    return (
        t("出具受理通知书（按 Ctrl+P 查看）。"),
        t("办结期限 {period}，从受理第二天算起。", period=period) if period else t("即办件，当场办结。"),
        t("申请人不能再自行撤回。"),
    )


def _period(days: int, unit: str) -> str:
    return (t("{days} 个工作日", days=days) if unit == "working" else t("{days} 天", days=days)) if days else ""


def _on_return(file: CaseFile) -> tuple[str, ...]:
    return (
        t("出具一张补正材料一次告知书，写明每份材料的要求。"),
        t("申请人在手机、自助机或窗口补交，补齐后回到“待受理”。"),
        t("没有写上的，以后不能再要（行政许可法第三十二条）。"),
    )


def _on_reject(file: CaseFile) -> tuple[str, ...]:
    return (
        t("出具不予受理通知书，写明理由和复议、诉讼的权利。"),
        t("此件到此结束，不能恢复；申请人可以重新申请。"),
    )


def _on_conclude(file: CaseFile) -> tuple[str, ...]:
    return (t("申请人会看到这一结果。"), t("此件到此结束，不能恢复。"))


def _on_merge(file: CaseFile) -> tuple[str, ...]:
    return (
        t("此件并入 {receipt}，不再单独办理。", receipt=file.state.duplicate_of),
        t("两件的材料都留着，申请人会看到合并的说明。"),
    )
