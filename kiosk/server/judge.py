"""What the judge looks up before the pure rules decide: items, twins, due dates, serial numbers."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from msgspec.structs import replace as changed

from kiosk.domain.bodies import CASE_KINDS, Accepted, CaseBody, Submitted, Unreadable, read
from kiosk.domain.case import CaseState, Facts, decide
from kiosk.domain.catalogue import Item
from kiosk.domain.clerk import ACTOR, why_may_not
from kiosk.domain.deadline import Calendar, add
from kiosk.domain.entry import Entry, Verdict
from kiosk.domain.form import FormChecker, differences
from kiosk.domain.registry import REGISTRY_KINDS, read_registry
from kiosk.domain.rights import CLERK, may_write
from kiosk.journal.registry import Device
from kiosk.journal.views import Views
from kiosk.server.queue_judge import Asked, QueueJudge
from kiosk.server.slot_judge import SlotJudge

LocalTime = Callable[[], datetime]


class Judge:
    """Verdicts for one partition; asked once for each entry, in order, under the partition's lock."""

    def __init__(self, views: Views, calendar: Calendar, now: LocalTime) -> None:
        self._views = views
        self._calendar = calendar
        self._now = now
        self._slots = SlotJudge(views, now)
        self._queue = QueueJudge(views)
        self._checker = lru_cache(maxsize=256)(self._make_checker)

    def verdict(self, asked: Asked) -> Verdict:
        """The word on an entry: held when it cannot be read, and when its stream waits behind such a one."""
        entry, author = asked.entry, asked.author
        if entry.partition.startswith("hall:"):
            return self._queue.verdict(asked)
        if asked.refused:
            return Verdict("refused", asked.refused)
        if entry.stream.startswith("slot:"):
            return self._slots.verdict(entry, author)
        if entry.kind in REGISTRY_KINDS:
            return self._registry(entry, author)
        if self._views.is_held(entry.stream):
            return Verdict("held", "waits_behind")
        if entry.kind not in CASE_KINDS or entry.version != 1:
            return Verdict("held", "unknown_kind")
        return self._about_case(entry, author)

    def _about_case(self, entry: Entry, author: Device) -> Verdict:
        state = self._views.cases.confirmed(entry.stream.partition(":")[2])
        department = state.department if state else ""
        if not may_write(author.role, entry.kind, department, author.departments):
            return Verdict("refused", "not_yours")
        if entry.kind in CLERK and (code := self._unsigned(entry.actor, department)):
            return Verdict("refused", code)
        try:
            return self._case(state, entry, read(entry.kind, entry.body or ""))
        except Unreadable:
            return Verdict("held", "unreadable")

    def _unsigned(self, actor: str, department: str) -> str:
        """Why a clerk's decision does not count; nothing is asked where the region has no clerks."""
        clerks = self._views.clerks
        return why_may_not(actor, clerks.find(actor.removeprefix(ACTOR)), department) if clerks.any() else ""

    def _registry(self, entry: Entry, author: Device) -> Verdict:
        if not may_write(author.role, entry.kind, "", author.departments):
            return Verdict("refused", "not_yours")
        try:
            read_registry(entry.kind, entry.body or "")
        except Unreadable:
            return Verdict("held", "unreadable")
        return Verdict("applied")

    def _case(self, state: CaseState | None, entry: Entry, body: CaseBody) -> Verdict:
        verdict = decide(state, entry, body, self._facts(state, entry, body))
        return self._numbered(verdict, state) if isinstance(body, Accepted) else verdict

    def _facts(self, state: CaseState | None, entry: Entry, body: CaseBody) -> Facts:
        if isinstance(body, Submitted):
            return self._about_submission(entry, body)
        if isinstance(body, Accepted) and state is not None:
            return self._about_acceptance(state)
        return Facts()

    def _about_submission(self, entry: Entry, body: Submitted) -> Facts:
        now = self._views.registry.item(body.item)
        filled = self._views.registry.form(body.item, body.form_version)
        if now is None or now.guide is None or filled is None or filled.guide is None:
            return Facts(known_item=False)
        valid = not self._checker(body.item, body.form_version).problems(body.form)
        twin = self._views.cases.twin(body.party, body.item, entry.stream)
        facts = Facts(department=now.department, form_valid=valid, twin=twin)
        if body.form_version == now.guide.form_version or body.form_version in now.guide.also_valid:
            return facts
        return replace(facts, lacking=differences(filled.guide, now.guide, body.form, body.attachments))

    def _about_acceptance(self, state: CaseState) -> Facts:
        item = self._views.registry.form(state.item, state.form_version)
        if item is None or item.guide is None:
            return Facts()
        due = add(self._calendar, self._today(), item.guide.promised)
        return Facts(due=due.day.isoformat(), provisional=due.provisional)

    def _numbered(self, verdict: Verdict, state: CaseState | None) -> Verdict:
        """Give the acceptance its document number: 机关 + 受 + [year] + serial, in the judge's own order."""
        if verdict.verdict != "applied" or state is None:
            return verdict
        name = f"accept:{state.department}:{self._today().year}"
        serial = self._views.number(name) + 1
        number = f"{state.department}受〔{self._today().year}〕{serial:04d}号"
        return changed(verdict, result={**verdict.result, "number": number, "serial": [name, serial]})

    def _today(self) -> date:
        return self._now().date()

    def _make_checker(self, item: str, version: int) -> FormChecker:
        found: Item | None = self._views.registry.form(item, version)
        assert found is not None
        assert found.guide is not None
        return FormChecker(found.guide.schema)


def local_time(now: Callable[[], datetime], zone: str) -> LocalTime:
    """What the hall's clock says, without a zone; a day never starts in UTC."""
    place = ZoneInfo(zone)
    return lambda: now().astimezone(place).replace(tzinfo=None)
