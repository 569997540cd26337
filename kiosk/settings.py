"""A machine's settings: one TOML file in its folder, typed; what nobody knows is an error."""

from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Literal

NAME = "settings.toml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What a technician may set. Every value has a default that works on the sample hall.

    `speaks`: this board calls numbers out, by the clips in the folder `voice` (ours without it), on `sound_card`, an
    ALSA device as `aplay -L` lists them ('' the usual one). `station`: the folder of the hub that this kiosk runs
    inside itself, in a hall that has no other machine for it, reached by the others at `station_address`. `language`:
    what a screen speaks until a citizen chooses.
    """

    region: str = "511602"
    timezone: str = "Asia/Shanghai"
    portal: str = ""
    printer: str = ""
    second_printer: str = ""
    upstreams: tuple[str, ...] = ()
    scanner_folder: str = ""
    idle_seconds: int = 60
    sign_out_minutes: int = 10
    full_screen: bool = True
    keyboard: bool = True
    speaks: bool = False
    sound_card: str = ""
    voice: str = ""
    station: str = ""
    station_address: str = "0.0.0.0:8400"
    theme: Literal["normal", "contrast"] = "normal"
    language: Literal["zh", "en"] = "zh"


def read_settings(folder: Path) -> Settings:
    """The folder's settings, or the defaults without a file. Faults: settings_unreadable, settings_unknown."""
    path = folder / NAME
    if not path.exists():
        return Settings()
    found: Settings = import_module("kiosk.settings_file").parse(path)
    return found
