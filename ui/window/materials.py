"""The materials of a case beside what its guide asks for."""

from dataclasses import dataclass

from kiosk.desk import CaseFile
from kiosk.domain.bodies import Attachment, Lacking
from kiosk.domain.form import required_materials
from ui.texts import t


@dataclass(frozen=True, slots=True)
class MaterialView:
    """A material as the clerk weighs it. `required` holds for this very form; `lacking` is what was told already."""

    code: str
    name: str
    standard: str
    required: bool
    files: tuple[Attachment, ...]
    lacking: Lacking | None = None

    @property
    def missing(self) -> bool:
        return self.required and not self.files

    @property
    def status(self) -> str:
        """One short word for the thumbnail."""
        if self.files:
            return t("{count} 份", count=len(self.files)) if len(self.files) > 1 else t("已交")
        return t("未交") if self.required else t("选交，未交")


def materials(file: CaseFile) -> tuple[MaterialView, ...]:
    """Everything that the guide lists, in its order, then what was handed in beyond it."""
    guide, state = file.item.guide, file.state
    asked = guide.materials if guide else ()
    needed = {each.code for each in required_materials(guide, state.form)} if guide else set()
    told = {each.material: each for each in state.lacking}
    views = tuple(
        MaterialView(
            each.code, each.name, each.standard, each.code in needed, _files(file, each.code), told.get(each.code)
        )
        for each in asked
    )
    known = {each.code for each in asked}
    others = dict.fromkeys(each.material for each in state.attachments if each.material not in known)
    return (*views, *(MaterialView(code, _name(file, code), "", False, _files(file, code)) for code in others))


def on_the_strip(file: CaseFile) -> tuple[MaterialView, ...]:
    """What there is to look at: handed in, or needed and not there."""
    return tuple(each for each in materials(file) if each.files or each.required or each.lacking)


def _files(file: CaseFile, code: str) -> tuple[Attachment, ...]:
    return tuple(each for each in file.state.attachments if each.material == code)


def _name(file: CaseFile, code: str) -> str:
    """What a material outside the guide was called when it was asked for."""
    asked = (lack for step in file.state.steps for lack in step.lacking)
    return next((lack.name for lack in asked if lack.material == code), t("其他材料"))
