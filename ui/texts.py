"""All texts of the screens: written in Chinese where they are used, translated by a catalogue.

A catalogue is `resources/translations/LANGUAGE.json`: {"中文": {"text": "…", "note": "for the translator"}};
an empty text falls back to the Chinese.
"""

from collections.abc import Mapping
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QJsonDocument, QObject, QTranslator

from kiosk.resources import resources

TRANSLATIONS = resources() / "translations"


def t(source: str, **values: object) -> str:
    """`source` in the language of the application, with {names} filled in."""
    text = QCoreApplication.translate("ui", source)
    return text.format(**values) if values else text


def languages(folder: Path = TRANSLATIONS) -> tuple[str, ...]:
    """The languages that a citizen may choose, Chinese first."""
    return ("zh", *sorted(path.stem for path in folder.glob("*.json")))


def speak(app: QCoreApplication, language: str) -> None:
    """Put an application that never changes its language into it."""
    if language != "zh":
        app.installTranslator(Catalogue(language, app))


class Catalogue(QTranslator):
    """Serves `t` from a JSON file; Qt's own texts pass through it too and come out as they were."""

    def __init__(self, language: str, parent: QObject | None = None, folder: Path = TRANSLATIONS) -> None:
        super().__init__(parent)
        data = (folder / f"{language}.json").read_bytes()
        self._phrases: Mapping[str, Mapping[str, str]] = QJsonDocument.fromJson(data).toVariant()

    def isEmpty(self) -> bool:
        return False

    def translate(self, context: str, sourceText: str, disambiguation: str | None = None, n: int = -1) -> str:
        return self._phrases.get(sourceText, {}).get("text") or sourceText
