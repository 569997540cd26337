"""Something is on its way: shown at once, so that no touch goes unanswered."""

from PySide6.QtWidgets import QProgressBar

from ui.theme import Theme
from ui.widgets.boxes import Card
from ui.widgets.labels import label


class Busy(Card):
    """A line of words over a bar; the bar moves only while it is shown, and not at all in elder mode."""

    def __init__(self, theme: Theme, words: str) -> None:
        super().__init__(theme, "open")
        self._words = label(words, "note")
        bar = QProgressBar()
        bar.setTextVisible(False)
        bar.setRange(0, 1 if theme.elder else 0)
        self.add(self._words, bar)

    def say(self, words: str) -> None:
        self._words.setText(words)
        self.show()
