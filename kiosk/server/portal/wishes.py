"""What somebody entered for an appointment, kept until it is made; afterwards only the way to it."""

from dataclasses import dataclass, replace

import msgspec

from kiosk.domain.formats import FORMATS
from kiosk.domain.shapes import known
from kiosk.server.portal.desk import PortalDesk, Run
from kiosk.server.portal.posted import Answers

PHONE, ID = "mobile", "person-id"
LONGEST = 40


@dataclass(frozen=True, slots=True)
class Wish:
    """`key` names one booking once for all; `made` is the pass of what was booked, for a button pressed twice."""

    key: str = ""
    phone: str = ""
    id_number: str = ""
    made: str = ""

    def answered(self, answers: Answers) -> "Wish":
        """Tidied, mistakes included."""
        phone = FORMATS[PHONE].tidy(answers.text("phone")[:LONGEST])
        return replace(self, phone=phone, id_number=FORMATS[ID].tidy(answers.text("id_number")[:LONGEST]))

    def problems(self) -> dict[str, str]:
        """What is wrong, by field."""
        found = {}
        if not FORMATS[PHONE].fits(self.phone):
            found["phone"] = f"请填写{FORMATS[PHONE].words}"
        if self.id_number and not FORMATS[ID].fits(self.id_number):
            found["id_number"] = f"请填写{FORMATS[ID].words}，或不填"
        return found

    def said(self) -> tuple[str, ...]:
        """What its owner may check in by."""
        return tuple(one for one in (self.phone[-4:], self.id_number) if one)


class Wishes:
    """One for each browser, kept as drafts are."""

    def __init__(self, desk: PortalDesk, run: Run) -> None:
        self._desk = desk
        self._run = run

    async def load(self, name: str) -> Wish:
        data = await self._run(self._desk.draft_load, name)
        return Wish() if data is None else msgspec.json.decode(data, type=Wish)

    async def save(self, name: str, wish: Wish) -> None:
        await self._run(self._desk.draft_save, name, msgspec.json.encode(wish))


known(Wish)
