"""The form as the document it will become."""

from collections.abc import Sequence
from dataclasses import dataclass

from kiosk.domain.catalogue import Guide
from kiosk.domain.schema import title_at
from ui.citizen.presenters.answers import IDENTITY, pages, spoken
from ui.citizen.presenters.materials import shelves
from ui.citizen.visit import Step, Visit
from ui.texts import t


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the document: tapping it leads to `step` and `page`."""

    title: str
    rows: tuple[tuple[str, str], ...]
    step: Step
    page: int = 0


def sections(guide: Guide, visit: Visit) -> tuple[Section, ...]:
    """Who applies, what was answered, which materials come with it."""
    person = Section(t("申请人"), _rows(guide, visit, IDENTITY), Step.IDENTIFY)
    groups = (
        Section(group.title, _rows(guide, visit, [field.at for field in group.fields]), Step.FORM, page)
        for page, group in enumerate(pages(guide, visit.form))
    )
    files = tuple((shelf.material.name, shelf.words) for shelf in shelves(guide, visit) if shelf.files)
    return (person, *groups, Section(t("材料"), files or ((t("材料"), t("不需要")),), Step.MATERIALS))


def _rows(guide: Guide, visit: Visit, ats: Sequence[str]) -> tuple[tuple[str, str], ...]:
    return tuple((title_at(guide.schema, at), spoken(guide, visit.form, at)) for at in ats)
