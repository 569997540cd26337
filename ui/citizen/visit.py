"""One visit: all that a citizen has said so far, and the pure steps from one screen to the next."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from kiosk.booking_desk import Appointment, Plan
    from kiosk.desk import Receipt
    from kiosk.domain.bodies import Attachment
    from kiosk.domain.catalogue import Item
    from kiosk.queue_desk import Printed, Priority, TicketTaken


Readiness = Literal["have", "photo"]
PaperStage = Literal["", "asked", "done", "failed"]


class Step(StrEnum):
    """The screens of a visit."""

    HOME = "home"
    FIND = "find"
    GUIDE = "guide"
    IDENTIFY = "identify"
    FORM = "form"
    MATERIALS = "materials"
    REVIEW = "review"
    SIGN = "sign"
    DONE = "done"
    PROGRESS = "progress"
    NUMBERS = "numbers"
    TAKE = "take"
    TICKET = "ticket"
    CHECK_IN = "check_in"
    MY_NUMBER = "my_number"
    BOOKABLE = "bookable"
    TIMES = "times"
    BOOK = "book"
    APPOINTMENT = "appointment"


WAY = (Step.FIND, Step.GUIDE, Step.IDENTIFY, Step.FORM, Step.MATERIALS, Step.REVIEW, Step.SIGN, Step.DONE)
RAIL = (Step.FIND, Step.GUIDE, Step.IDENTIFY, Step.FORM, Step.MATERIALS, Step.REVIEW, Step.DONE)
"""The stops that the rail shows; signing is part of checking."""


@dataclass(frozen=True, slots=True)
class Visit:
    """`page` counts the form's groups from 0; `furthest` is how far on WAY the citizen has been; `returning` is set
    while somebody mends one thing on the way back to the review. `seeking` is set while a matter is sought to take a
    number for; `service` is the business that the number is for, `then` those that follow on the same one, `adding` is
    set while one more is chosen; `paper` is how far the ticket's print has come. `start` is the time that is wished
    for, `plan` what booking it will be, `digits` the end of a phone's number, `appointment` what was booked."""

    step: Step = Step.HOME
    furthest: int = -1
    item: Item | None = None
    department: str = ""
    sought: str = ""
    readiness: Mapping[str, Readiness] = field(default_factory=dict)
    consent: bool = False
    form: Mapping[str, Any] = field(default_factory=dict)
    page: int = 0
    attachments: tuple[Attachment, ...] = ()
    signature: bytes = b""
    receipt: Receipt | None = None
    returning: bool = False
    seeking: bool = False
    service: str = ""
    then: tuple[str, ...] = ()
    adding: bool = False
    priority: Priority = ""
    ticket: TicketTaken | None = None
    paper: PaperStage = ""
    printed: Printed | None = None
    start: str = ""
    plan: Plan | None = None
    digits: str = ""
    appointment: Appointment | None = None

    @property
    def is_blank(self) -> bool:
        """Nothing was said yet: there is nothing to lose and nothing to wipe."""
        return self == replace(BLANK, step=self.step, furthest=self.furthest)

    def at(self, step: Step) -> Visit:
        """On `step`, everything kept."""
        reached = WAY.index(step) if step in WAY else -1
        return replace(self, step=step, furthest=max(self.furthest, reached))

    def choose(self, item: Item) -> Visit:
        """On the guide of `item`; another item than before begins with an empty form, the same person stays."""
        if self.item is not None and self.item.code == item.code:
            return self.at(Step.GUIDE)
        person = {"applicant": self.form["applicant"]} if "applicant" in self.form else {}
        fresh = replace(self, item=item, readiness={}, form=person, page=0, attachments=(), signature=b"", furthest=1)
        return fresh.at(Step.GUIDE)

    @property
    def matters(self) -> tuple[str, ...]:
        """The businesses that one number is for, in the order in which they are done."""
        return (self.service, *self.then) if self.service else ()

    def number_for(self, service: str) -> Visit:
        """Before taking a number for a business; it comes after those chosen before where one more was asked for."""
        if not self.adding:
            return replace(self, service=service, then=(), priority="").at(Step.TAKE)
        then = self.then if service in self.matters else (*self.then, service)
        return replace(self, then=then, adding=False, seeking=False).at(Step.TAKE)

    def one_more(self) -> Visit:
        """Choosing another business for the same number."""
        return replace(self, adding=True, seeking=False, sought="").at(Step.NUMBERS)

    def in_order(self, matters: tuple[str, ...]) -> Visit:
        """The same number for these businesses, at least one, in this order."""
        return replace(self, service=matters[0], then=matters[1:])

    def took(self, ticket: TicketTaken) -> Visit:
        """On the number, its paper not asked for yet."""
        return replace(self, ticket=ticket, paper="", printed=None, seeking=False, adding=False).at(Step.TICKET)

    def times_of(self, service: str) -> Visit:
        """Before choosing when to come for a business."""
        return replace(self, service=service, start="", plan=None).at(Step.TIMES)

    def wish(self, start: str) -> Visit:
        """Before booking this time."""
        return replace(self, start=start, plan=None).at(Step.BOOK)

    def booked(self, made: Appointment) -> Visit:
        """On the appointment; what was typed is let go."""
        return replace(self, appointment=made, plan=None, digits="").at(Step.APPOINTMENT)

    @property
    def stop(self) -> Step | None:
        """Where the rail stands; None on screens that are not on the way to handing in."""
        if self.seeking or self.step not in WAY:
            return None
        return Step.REVIEW if self.step is Step.SIGN else self.step

    def forward(self) -> Visit:
        """The next step of the way, or the review when one thing was being mended."""
        if self.returning:
            return replace(self, returning=False).at(Step.REVIEW)
        return self.at(WAY[min(WAY.index(self.step) + 1, len(WAY) - 1)])

    def back(self) -> Visit:
        """The step before; before the first one is home."""
        if self.step not in WAY or self.step is Step.FIND:
            return replace(self, step=Step.HOME)
        return replace(self, returning=False).at(WAY[WAY.index(self.step) - 1])

    def mend(self, step: Step, page: int = 0) -> Visit:
        """From the review to one thing, and back to the review afterwards."""
        return replace(self, page=page, returning=True).at(step)

    def may_go(self, step: Step) -> bool:
        """Whether the rail lets one go there: any step already done, until the case is handed in."""
        return self.receipt is None and step in WAY and WAY.index(step) <= self.furthest and step is not self.step

    def attach(self, attachment: Attachment) -> Visit:
        """One more file; the same file for the same material counts once."""
        if attachment in self.attachments:
            return self
        return replace(self, attachments=(*self.attachments, attachment), signature=b"")

    def detach(self, attachment: Attachment) -> Visit:
        return replace(self, attachments=tuple(a for a in self.attachments if a != attachment), signature=b"")

    def answer(self, form: Mapping[str, Any]) -> Visit:
        """The form as it is now; a signature under another form is none."""
        return self if form == self.form else replace(self, form=form, signature=b"")

    def handed_in(self, receipt: Receipt) -> Visit:
        """On the receipt; what was typed is no longer needed here and is let go."""
        return replace(self, receipt=receipt, form={}, attachments=(), signature=b"").at(Step.DONE)


BLANK = Visit()
"""How every visit begins, and what a wipe leaves."""
