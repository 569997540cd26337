"""Every key of the window on one sheet (F1)."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from ui.texts import t
from ui.theme import Theme
from ui.widgets.boxes import column, row
from ui.widgets.labels import label
from ui.window.calling import CALL_KEYS, CALL_NOTES, CALL_TITLES
from ui.window.decisions import KEYS, NOTES, TITLES, VERBS
from ui.window.small import KeyButton, key_cap
from ui.window.veil import Veil

Keys = Sequence[tuple[str, str, str]]

LISTS: Keys = (
    ("J K", "上下", ""),
    ("Enter", "打开", ""),
    ("/", "查找", ""),
    ("N", "新到", ""),
    ("Alt+1–6", "换一类", ""),
    ("1–9", "看材料", ""),
    ("0", "看表单", ""),
    ("Ctrl+↑↓", "翻表单", ""),
    ("Ctrl+P", "看通知书", ""),
    ("F9", "换人", ""),
    ("Esc", "返回", ""),
)
MORE: Keys = (
    ("Ctrl+O", "来人的办件", "小票上写着回执的，打开那一件"),
    ("Ctrl+W", "换窗口", "重新选择本机是哪个窗口"),
)


def calling_keys() -> Keys:
    return (*((CALL_KEYS[verb], CALL_TITLES[verb], CALL_NOTES[verb]) for verb in CALL_KEYS), *MORE)


def deciding_keys() -> Keys:
    return tuple((KEYS[verb], TITLES[verb], NOTES[verb]) for verb in VERBS)


class KeySheet(Veil):
    """Calling at the left, cases at the right."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(theme, parent, 920)
        self.card.add(label(t("全部按键"), "question"))
        self.card.add(label(t("正在输入文字时，字母和数字留给输入框；其他按键照常。"), "note"))
        both = row(theme.group)
        both.addLayout(self._column((t("叫号"), calling_keys())), 1)
        both.addLayout(self._column((t("决定"), deciding_keys()), (t("办件"), LISTS)), 1)
        self.card.box.addLayout(both)
        leave = KeyButton(theme, t("返回"), "Esc", "plain")
        leave.clicked.connect(self.close_up)
        self.card.add(leave)

    def _column(self, *groups: tuple[str, Keys]) -> QVBoxLayout:
        made = column(self.theme.grid)
        for title, keys in groups:
            made.addWidget(label(title, "strong"))
            made.addLayout(self._keys(keys))
            made.addSpacing(self.theme.grid)
        made.addStretch()
        return made

    def _keys(self, keys: Keys) -> QGridLayout:
        """With notes a line each; without, two keys side by side."""
        grid = QGridLayout()
        grid.setHorizontalSpacing(self.theme.gap)
        grid.setVerticalSpacing(self.theme.grid // 2)
        across = 1 if any(note for _, _, note in keys) else 2
        for place, (key, word, note) in enumerate(keys):
            line, left = place // across, place % across * 3
            grid.addWidget(key_cap(key), line, left, Qt.AlignmentFlag.AlignLeft)
            grid.addWidget(label(t(word), "body", wrap=False), line, left + 1)
            grid.addWidget(label(t(note) if note else "", "note", wrap=False), line, left + 2)
        grid.setColumnStretch(across * 3 - 1, 1)
        return grid
