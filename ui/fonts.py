"""The type faces that the product brings along, so that a bare system shows every character."""

from pathlib import Path

from PySide6.QtGui import QFont, QFontDatabase

from kiosk.resources import resources

FAMILIES = ("Noto Sans SC", "Hall Rare Han")
"""The second one holds the rare characters of names (GB 18030-2022 level 3)."""

USUAL = ("NotoSansSC-Regular.ttf", "NotoSansSC-Bold.ttf")
RARE = "HallRareHan-Regular.ttf"
FONTCONFIG = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig><dir>{fonts}</dir><cachedir>{cache}</cachedir></fontconfig>
"""


def load_fonts(*, rare: bool = True) -> QFont:
    """The font of the application, its faces registered; without `rare`, `load_rare` must follow."""
    for name in USUAL:
        _load(name)
    if rare:
        load_rare()
    font = QFont()
    font.setFamilies(list(FAMILIES))
    font.setStyleStrategy(QFont.StyleStrategy.PreferAntialias)
    return font


def load_rare() -> None:
    """Twenty megabytes that no first screen needs."""
    _load(RARE)


def fontconfig(folder: Path) -> dict[str, str]:
    """The environment in which a program that asks fontconfig, as a browser does, sees these faces and no others."""
    file = folder / "fonts.conf"
    file.write_text(FONTCONFIG.format(fonts=resources() / "fonts", cache=folder / "fontcache"), encoding="utf-8")
    return {"FONTCONFIG_FILE": str(file)}


def _load(name: str) -> None:
    QFontDatabase.addApplicationFont(str(resources() / "fonts" / name))
