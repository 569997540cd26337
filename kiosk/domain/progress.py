"""A case's story in the citizen's words: the same sentences at the kiosk, at the window and in the portal."""

from collections.abc import Mapping
from dataclasses import dataclass

from kiosk.domain.bodies import Lacking
from kiosk.domain.case import ALLOWED, CaseState, CaseStep
from kiosk.domain.shapes import known

STATE_WORDS: Mapping[str, str] = {
    "absent": "尚未收到",
    "submitted": "已提交，等待受理",
    "supplemented": "已补交材料，等待受理",
    "withdrawn": "已撤回",
    "accepted": "已受理，正在办理",
    "returned": "需要补正材料",
    "rejected": "不予受理",
    "concluded": "已办结",
    "merged": "已与另一件合并",
}

STEP_WORDS: Mapping[str, str] = {
    "case.submitted": "提交申请",
    "case.supplemented": "补交材料",
    "case.withdrawn": "撤回申请",
    "case.accepted": "受理",
    "case.returned": "一次性告知补正",
    "case.rejected": "不予受理",
    "case.concluded": "办结",
    "case.merged": "合并办理",
}


@dataclass(frozen=True, slots=True)
class Line:
    """One step as it is shown. `at` is ISO 8601; `outcome` is empty, 未生效 with why, or 待平台确认."""

    title: str
    detail: str
    at: str
    outcome: str


@dataclass(frozen=True, slots=True)
class Progress:
    """What anybody who holds the receipt may see: no name, no number, no file."""

    case: str
    receipt: str
    item: str
    item_name: str
    department: str
    state: str
    state_words: str
    due: str
    provisional: bool
    number: str
    lacking: tuple[Lacking, ...]
    lines: tuple[Line, ...]
    files_waiting: int
    can_withdraw: bool
    can_supplement: bool


def narrate(case: CaseState, item_name: str, files_waiting: int = 0) -> Progress:
    """The public story of `case`; `files_waiting` counts files that have not arrived yet."""
    return Progress(
        case=case.case,
        receipt=case.receipt,
        item=case.item,
        item_name=item_name,
        department=case.department,
        state=case.state,
        state_words=STATE_WORDS.get(case.state, case.state),
        due=case.due,
        provisional=case.provisional,
        number=case.number,
        lacking=case.lacking,
        lines=tuple(_line(step) for step in case.steps),
        files_waiting=files_waiting,
        can_withdraw=case.state in ALLOWED["case.withdrawn"],
        can_supplement=case.state in ALLOWED["case.supplemented"],
    )


def _line(step: CaseStep) -> Line:
    title = STEP_WORDS.get(step.kind, "由更新版本写入的步骤")
    return Line(title, _detail(step), step.at, _outcome(step))


def _detail(step: CaseStep) -> str:
    lacks = "；".join(
        f"{lack.name}：{lack.standard}" + (f"（{lack.remark}）" if lack.remark else "") for lack in step.lacking
    )
    if step.code == "form_changed" and lacks:
        return f"表单已更新，还需要：{lacks}"
    if step.code == "duplicate":
        return "与此前提交的同一事项重复，工作人员将合并处理"
    return lacks or step.detail


def _outcome(step: CaseStep) -> str:
    if step.position is None:
        return "待平台确认"
    if step.verdict == "refused":
        return "未生效：" + refusal_words(step.code)
    if step.verdict == "held":
        return "已收存，等待工作人员核对"
    return ""


def refusal_words(code: str) -> str:
    """Why a rule said no, for the person whose entry it was."""
    if code.startswith("already_"):
        return f"此件当时{STATE_WORDS.get(code.removeprefix('already_'), '状态已变')}"
    return {
        "no_such_case": "没有找到这一件",
        "case_exists": "此件已经提交过",
        "nothing_lacking": "没有写明缺什么",
        "nothing_added": "没有新的材料",
        "not_yours": "没有办理这一步的权限",
        "sign_in_first": "没有工作人员登录",
        "unknown_clerk": "工号没有登记",
        "clerk_disabled": "这个工号已经停用",
        "not_your_department": "不是本部门的办件",
    }.get(code, f"规则不允许（{code}）")


known(Progress)
