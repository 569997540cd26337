"""Materials as the pages ask for them, and a file as it comes in: whole, or named by its hash after an upload."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from kiosk.domain.bodies import Attachment, Lacking
from kiosk.domain.form import required_materials
from kiosk.domain.upload import clean_name
from kiosk.errors import Refused
from kiosk.server.portal.portal import Portal
from kiosk.server.portal.posted import Posted, SentFile
from kiosk.server.portal.sheet import Sheet

MOST_FILES = 60
"""Files in one hand-in; a material of more pages is one PDF."""


@dataclass(frozen=True, slots=True)
class Ask:
    """One material with the files that are already there for it."""

    code: str
    name: str
    standard: str
    note: str
    required: bool
    files: tuple[Attachment, ...]
    problem: str = ""


def asks_of_guide(sheet: Sheet, files: Iterable[Attachment], problems: Mapping[str, str]) -> list[Ask]:
    """What this form must come with first, then what may be added."""
    guide = sheet.guide
    needed = {material.code for material in required_materials(guide, sheet.kept)}
    listed = [each for each in guide.materials if each.code in needed or not each.when]
    return [
        Ask(m.code, m.name, m.standard, m.note, m.code in needed, _of(m.code, files), problems.get(m.code, ""))
        for m in sorted(listed, key=lambda each: each.code not in needed)
    ]


def asks_of_notice(lacking: Iterable[Lacking], files: Iterable[Attachment], problems: Mapping[str, str]) -> list[Ask]:
    return [
        Ask(
            lack.material, lack.name, lack.standard, lack.remark, True, _of(lack.material, files),
            problems.get(lack.material, ""),
        )
        for lack in lacking
    ]  # fmt: skip


def missing(asks: Iterable[Ask]) -> list[str]:
    return [ask.name for ask in asks if ask.required and not ask.files]


def room_for_one(files: tuple[Attachment, ...]) -> None:
    """Refused `too_many_files` when there are MOST_FILES already."""
    if len(files) >= MOST_FILES:
        raise Refused("too_many_files", f"最多可以上传 {MOST_FILES} 个文件，请把多页合成一个 PDF")


async def take(portal: Portal, posted: Posted, material: str) -> Attachment:
    """The file in a posted form: its bytes, or `blob` and `name` of a completed upload."""
    if blob := posted.answers.text("blob"):
        name = clean_name(posted.answers.text("name"))
        return await portal.run(portal.desk.attachment_of, checked_blob(blob), name, material)
    file = chosen(posted)
    return await portal.run(portal.desk.keep_bytes, file.data, file.name, material)


def chosen(posted: Posted) -> SentFile:
    """Refused `no_file` where the form came without one."""
    if posted.file is None:
        raise Refused("no_file", "还没有选择文件，请先拍照或选择文件")
    return posted.file


def checked_blob(name: str) -> str:
    """A file's name by hash; Refused `bad_hash` for anything else."""
    if not re.fullmatch(r"sha256:[0-9a-f]{64}", name):
        raise Refused("bad_hash", "上传没有成功，请重新选择文件")
    return name


def _of(code: str, files: Iterable[Attachment]) -> tuple[Attachment, ...]:
    return tuple(each for each in files if each.material == code)
