"""Which materials this form asks for and what is there of each."""

from dataclasses import dataclass

from kiosk.domain.bodies import Attachment
from kiosk.domain.catalogue import Guide, Material
from kiosk.domain.form import missing_materials, required_materials
from ui.citizen.visit import Visit
from ui.texts import t


@dataclass(frozen=True, slots=True)
class Shelf:
    """A material and the files that were added for it."""

    material: Material
    required: bool
    files: tuple[Attachment, ...]

    @property
    def words(self) -> str:
        if self.files:
            return t("已添加 {count} 份", count=len(self.files))
        return t("还没有添加") if self.required else t("有就交，没有可以不交")


def shelves(guide: Guide, visit: Visit) -> tuple[Shelf, ...]:
    """Required ones first; one that is called for under a condition that the form does not meet is left out."""
    wanted = {material.code for material in required_materials(guide, visit.form)}
    shown = [material for material in guide.materials if material.code in wanted or material.when is None]
    shown.sort(key=lambda material: material.code not in wanted)
    return tuple(Shelf(each, each.code in wanted, _files(visit, each.code)) for each in shown)


def lacking_words(guide: Guide, visit: Visit) -> str:
    """How many are still missing; '' when none is."""
    missing = missing_materials(guide, visit.form, visit.attachments)
    return t("还差 {count} 样材料", count=len(missing)) if missing else ""


def size_words(size: int) -> str:
    """Bytes as a person reads them."""
    return f"{size / 1_048_576:.1f} MB" if size >= 1_048_576 else f"{max(1, size // 1024)} KB"


def _files(visit: Visit, code: str) -> tuple[Attachment, ...]:
    return tuple(each for each in visit.attachments if each.material == code)
