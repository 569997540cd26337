"""What went wrong, that nothing is lost, and what to do now."""

from PySide6.QtWidgets import QWidget

from kiosk.errors import Fault, Refused
from ui.texts import t
from ui.theme import Theme
from ui.widgets.boxes import Card, Tone, clear, column
from ui.widgets.buttons import picture
from ui.widgets.labels import label


class Banner(Card):
    """Hidden until there is something to say; a Refused in amber, a Fault in vermilion, good news in jade."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, "wait", horizontal=True)
        self._theme, self._said = theme, ""
        self.setParent(parent)
        self.hide()

    def show_trouble(self, trouble: Refused | Fault) -> None:
        """Say what a rule or a fault said, and what to do."""
        if isinstance(trouble, Fault):
            self._say("wrong", "triangle-alert", "seal", trouble.message, trouble.mend)
        else:
            self.show_note(trouble.message, t("已填写的内容都还在。"))

    def show_note(self, message: str, detail: str = "") -> None:
        """What a rule said, where nothing was entered that could be lost."""
        self._say("wait", "circle-alert", "amber", message, detail)

    def show_good(self, message: str, detail: str = "") -> None:
        self._say("good", "circle-check", "jade", message, detail)

    @property
    def words(self) -> str:
        """What it says now; '' while it is hidden."""
        return "" if self.isHidden() else self._said

    def dismiss(self) -> None:
        self.hide()

    def _say(self, tone: Tone, picture_name: str, colour: str, message: str, detail: str) -> None:
        clear(self.box)
        self._said = f"{message}\n{detail}"
        self.set_tone(tone)
        words = column(self._theme.grid)
        words.addWidget(label(message, "strong"))
        if detail:
            words.addWidget(label(detail, "note", "ink"))
        self.box.addWidget(picture(self._theme, picture_name, 48, colour))
        self.box.addLayout(words, 1)
        self.show()
