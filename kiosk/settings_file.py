"""Reading the settings file; apart from `kiosk.settings`, because a terminal without one should not wait for it."""

import tomllib
from pathlib import Path

import msgspec

from kiosk.domain.shapes import known
from kiosk.errors import Fault
from kiosk.settings import NAME, Settings


def parse(path: Path) -> Settings:
    """Faults: settings_unreadable, settings_unknown; each names the setting and the mend."""
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


known(Settings)
