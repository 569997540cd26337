"""A machine's settings: one TOML file in its folder, typed; what nobody knows is an error."""

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import msgspec

from kiosk.errors import Fault

NAME = "settings.toml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What a technician may set. Every value has a default that works on the sample hall."""

    region: str = "511602"
    timezone: str = "Asia/Shanghai"
    portal: str = ""
    printer: str = ""
    second_printer: str = ""
    upstreams: tuple[str, ...] = ()
    scanner_folder: str = ""
    idle_seconds: int = 60
    full_screen: bool = True
    keyboard: bool = True
    theme: Literal["normal", "contrast"] = "normal"


def read_settings(folder: Path) -> Settings:
    """The folder's settings, or the defaults without a file. Faults: settings_unreadable, settings_unknown."""
    path = folder / NAME
    if not path.exists():
        return Settings()
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise Fault("settings_unreadable", f"{NAME} 读不出来：{error}", f"改正 {path} 后再启动") from error
    known = set(Settings.__dataclass_fields__)
    unknown = sorted(set(raw) - known)
    if unknown:
        mend = f"删去或改正它；可以用的有：{'、'.join(sorted(known))}"
        raise Fault("settings_unknown", f"{NAME} 里有不认识的设置：{'、'.join(unknown)}", mend)
    try:
        return msgspec.convert(raw, Settings)
    except msgspec.ValidationError as error:
        raise Fault("settings_unreadable", f"{NAME} 里有一项写得不对：{error}", f"改正 {path} 后再启动") from error
