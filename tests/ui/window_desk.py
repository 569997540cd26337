"""A window's desk in memory: the sample hall's guides, the real rules of a case, files that a scanner would make."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from threading import Event
from typing import Any

from PIL import Image, ImageDraw
from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from kiosk.desk import CaseFile, CaseRow, LinkState, Place, Signed
from kiosk.domain.bodies import (
    Accepted,
    Attachment,
    CaseBody,
    Concluded,
    Lacking,
    Merged,
    Rejected,
    Returned,
    Submitted,
    Supplemented,
    write,
)
from kiosk.domain.case import CaseState, Facts, decide, evolve
from kiosk.domain.catalogue import Item
from kiosk.domain.clerk import Leaving
from kiosk.domain.entry import Entry, Moment, digest
from kiosk.domain.person import mask_name
from kiosk.domain.progress import STATE_WORDS, Progress, narrate, refusal_words
from kiosk.errors import Fault, Refused
from tests.support.portal_desk import HYGIENE

ONLINE = LinkState(True, "2026-11-22T01:00:00.000Z", 0, 0, 0, "")
OFFLINE = LinkState(False, "2026-11-22T01:12:00.000Z", 3, 1, 0, "")
NOW = "2026-11-22T01:30:00.000Z"
NOTHING = Facts()
FONT = "resources/fonts/NotoSansSC-Regular.ttf"


def picture(width: int = 900, height: int = 640, words: str = "") -> bytes:
    """A floor plan, more or less, as JPEG."""
    made = Image.new("RGB", (width, height), (247, 245, 238))
    pen = ImageDraw.Draw(made)
    for place in range(6):
        left = 60 + place * (width - 120) // 6
        pen.rectangle((left, 80, left + (width - 120) // 6, height // 2), outline=(40, 40, 40), width=4)
        pen.rectangle((left, height // 2 + 60, left + (width - 120) // 6, height - 80), outline=(40, 40, 40), width=4)
    pen.text((70, 30), words, fill=(20, 20, 20))
    out = BytesIO()
    made.save(out, "JPEG")
    return out.getvalue()


def signature() -> bytes:
    """A line that somebody drew, as PNG."""
    made = Image.new("RGBA", (600, 200), (255, 255, 255, 0))
    ImageDraw.Draw(made).line(
        [(40, 120), (120, 40), (150, 160), (240, 60), (300, 150), (420, 70), (560, 130)], (20, 20, 30, 255), 7
    )
    out = BytesIO()
    made.save(out, "PNG")
    return out.getvalue()


def pdf(title: str, pages: int = 2) -> bytes:
    """A report with so many pages."""
    pdfmetrics.registerFont(TTFont("sample", FONT))
    out = BytesIO()
    canvas = Canvas(out, pagesize=A4)
    for number in range(1, pages + 1):
        canvas.setFont("sample", 20)
        canvas.drawCentredString(297, 760, title)
        canvas.setFont("sample", 11)
        for line in range(24):
            canvas.drawString(72, 700 - line * 24, f"{line + 1}. 检测项目　　　标准值　　　检测值　　　合格")
        canvas.drawCentredString(297, 40, f"第 {number} 页，共 {pages} 页")
        canvas.showPage()
    canvas.save()
    return out.getvalue()


@dataclass
class FakeDesk:
    """What `WindowDesk` promises, with everybody else's verbs beside it: the citizen's, the judge's."""

    items: Mapping[str, Item]
    folder: Path
    link_now: LinkState = ONLINE
    states: dict[str, CaseState] = field(default_factory=dict)
    files: dict[str, bytes] = field(default_factory=dict)
    notice_by: dict[str, str] = field(default_factory=dict)
    before_judging: Callable[[], None] | None = None
    gate: Event | None = None
    asked: list[str] = field(default_factory=list)
    clerks: dict[str, tuple[str, str]] = field(default_factory=dict)
    left: list[Leaving] = field(default_factory=list)

    def sign_in_needed(self) -> bool:
        return bool(self.clerks)

    def sign_in(self, number: str, password: str) -> Signed:
        if self.clerks.get(number, ("", ""))[1] != password:
            raise Refused("wrong_password", "工号或密码不对，请重新输入")
        return Signed(number, self.clerks[number][0])

    def sign_out(self, why: Leaving) -> None:
        self.left.append(why)

    def place(self) -> Place:
        return Place("511602", "广安区政务服务大厅", "window-1", "https://example.invalid")

    def cases(self) -> Sequence[CaseRow]:
        return [self._row(state) for state in self.states.values()]

    def case(self, case: str) -> CaseFile:
        state = self.states[case]
        item = self.items[state.item]
        return CaseFile(state, item, narrate(state, item.name))

    def file(self, blob: str) -> bytes:
        self.asked.append(blob)
        if blob not in self.files:
            raise Fault("no_line", "现在连不上平台，这份材料还取不到。", "连线后会自己出现，其他材料可以先看。")
        return self.files[blob]

    def accept(self, case: str, officer: str) -> Progress:
        facts = Facts(due="2026-11-27", number="广卫受〔2026〕0031号")
        return self._act(case, "case.accepted", Accepted(officer), facts)

    def return_for_supplement(self, case: str, lacking: tuple[Lacking, ...], officer: str) -> Progress:
        return self._act(case, "case.returned", Returned(lacking, officer))

    def reject(self, case: str, reason: str, officer: str) -> Progress:
        return self._act(case, "case.rejected", Rejected(reason, officer))

    def conclude(self, case: str, outcome: str, officer: str) -> Progress:
        return self._act(case, "case.concluded", Concluded(outcome, officer))

    def merge(self, case: str, into: str, officer: str) -> Progress:
        return self._act(case, "case.merged", Merged(into, officer))

    def notice(self, case: str) -> bytes:
        if all(step.kind not in ("case.accepted", "case.returned") for step in self.states[case].steps):
            raise Refused("no_notice", "这一件还没有可打印的通知书")
        return pdf("补正材料一次告知书", 1)

    def link(self) -> LinkState:
        return self.link_now

    def keep(self, data: bytes, material: str, name: str) -> Attachment:
        """A file as the citizen handed it in."""
        self.files[digest(data)] = data
        media_type = "application/pdf" if data.startswith(b"%PDF-") else "image/jpeg"
        return Attachment(material, digest(data), name, media_type, len(data))

    def hand_in(
        self,
        case: str,
        attachments: tuple[Attachment, ...] = (),
        *,
        item: str = HYGIENE,
        at: str = NOW,
        name: str = "",
        notice_by: str = "2026-11-27",
        twin: str = "",
        signed: bool = False,
    ) -> str:
        """A citizen hands in the guide's example; the case's id."""
        guide = self.items[item].guide
        assert guide is not None
        form: dict[str, Any] = dict(guide.example)
        form["applicant"] = {**form["applicant"], **({"name": name} if name else {})}
        sign = self.keep(signature(), "", "签名").blob if signed else ""
        body = Submitted(item, guide.form_version, form, attachments, "511602", sign)
        self.notice_by[case] = notice_by
        self.judge(case, "case.submitted", body, Facts(department=self.items[item].department, twin=twin), at)
        return case

    def supplement(self, case: str, *attachments: Attachment) -> None:
        self.judge(case, "case.supplemented", Supplemented(attachments))

    def judge(self, case: str, kind: str, body: CaseBody, facts: Facts = NOTHING, at: str = NOW) -> str:
        """Put an entry in order as the platform does; the code it was refused with, or ''."""
        state = self.states.get(case)
        place = len(state.steps) if state else 0
        entry = _entry(case, kind, body, at, place)
        verdict = decide(state, entry, body, facts)
        position = place + 1 if self.link_now.online else None
        self.states[case] = evolve(state, entry, verdict, at, position, f"5116-{case.upper()}")
        return verdict.code if verdict.verdict == "refused" else ""

    def _act(self, case: str, kind: str, body: CaseBody, facts: Facts = NOTHING) -> Progress:
        if self.gate:
            self.gate.wait(10)
        if self.before_judging:
            meanwhile, self.before_judging = self.before_judging, None
            meanwhile()
        if code := self.judge(case, kind, body, facts):
            raise Refused(code, refusal_words(code))
        return self.case(case).progress

    def _row(self, state: CaseState) -> CaseRow:
        item = self.items[state.item]
        return CaseRow(
            case=state.case,
            receipt=state.receipt,
            item_name=item.name,
            applicant=mask_name(state.form.get("applicant", {}).get("name", "")),
            state=state.state,
            state_words=STATE_WORDS[state.state],
            arrived=state.steps[0].at,
            notice_by=self.notice_by[state.case],
            due=state.due,
            duplicate_of=state.duplicate_of,
            attention=self._attention(state),
            tentative=state.tentative,
        )

    def _attention(self, state: CaseState) -> str:
        last = state.steps[-1]
        if last.verdict == "refused":
            return "有一步未生效：" + refusal_words(last.code)
        return f"与 {state.duplicate_of} 重复" if state.duplicate_of and state.state != "merged" else ""


def _entry(case: str, kind: str, body: CaseBody, at: str, seq: int) -> Entry:
    text = write(body)
    moment = Moment(at, 0, "boot", 0)
    return Entry(
        f"{case}-{seq}",
        "t",
        "i",
        "region:5116",
        seq,
        f"case:{case}",
        kind,
        1,
        moment,
        "clerk",
        text,
        digest(text.encode()),
        "",
    )
