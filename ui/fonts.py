"""The type faces that the product brings along, so that a bare system shows every character."""

from pathlib import Path

from PySide6.QtGui import QFont, QFontDatabase

from kiosk.resources import resources

FIRST = "Noto Sans SC"


def load_fonts(folder: Path | None = None) -> QFont:
    """Register every face in `folder`; the font of the application, with the faces for rare characters behind it."""
    families: list[str] = [FIRST]
    for path in sorted((folder or resources() / "fonts").glob("*.ttf")):
        found = QFontDatabase.addApplicationFont(str(path))
        families += [name for name in QFontDatabase.applicationFontFamilies(found) if name not in families]
    font = QFont()
    font.setFamilies(families)
    font.setStyleStrategy(QFont.StyleStrategy.PreferAntialias)
    return font
