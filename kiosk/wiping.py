"""Clearing a machine's folder when the platform says that it was stolen; a note stays that says so."""

import os
import shutil
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import msgspec

from kiosk.clock import parse_iso
from kiosk.domain.shapes import known
from kiosk.durable import write_durably
from kiosk.errors import Fault

NAME = "revoked.json"


@dataclass(frozen=True, slots=True)
class Note:
    """What is left: when it was dismissed, and the receipts whose cases never left this machine."""

    at: str
    receipts: tuple[str, ...]


def leave_note(folder: Path, at: str, receipts: Sequence[str]) -> None:
    """First of all, and for good: whoever opens the folder after this finishes the clearing."""
    write_durably(folder / NAME, msgspec.json.encode(Note(at, tuple(receipts))))


def clear(folder: Path) -> None:
    """Everything but the note; keys are written over first, so that the encrypted journal is noise from then on."""
    for key in (folder / "keys").glob("*"):
        with suppress(OSError):
            key.write_bytes(os.urandom(max(64, key.stat().st_size)))
    for path in folder.iterdir():
        if path.name != NAME:
            with suppress(OSError):
                shutil.rmtree(path) if path.is_dir() and not path.is_symlink() else path.unlink()


def is_wiped(folder: Path) -> bool:
    return (folder / NAME).exists()


def refuse_wiped(folder: Path) -> None:
    """Fault `revoked` for a folder that was cleared, or is to be."""
    if not is_wiped(folder):
        return
    clear(folder)
    raise wiped(folder)


def wiped(folder: Path) -> Fault:
    """What to say of a folder with a note."""
    try:
        note = msgspec.json.decode((folder / NAME).read_bytes(), type=Note)
    except (OSError, msgspec.MsgspecError):
        note = Note("", ())
    lost = f"；有 {len(note.receipts)} 件没有送到平台：{'、'.join(note.receipts)}" if note.receipts else ""
    return Fault(
        "revoked",
        f"平台已{_at(note)}停用本机，本机数据已清除{lost}",
        "把机器交给管理员；要再用，换一个空文件夹重新登记。拿着回执的人凭回执到窗口办理",
    )


def _at(note: Note) -> str:
    """By the clock on the wall: what zone the machine kept is gone with it."""
    return f"于 {parse_iso(note.at).astimezone():%Y年%m月%d日 %H:%M} " if note.at else ""


known(Note)
