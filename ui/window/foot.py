"""The line across the foot: the keys that always work."""

from ui.texts import t
from ui.theme import Theme
from ui.widgets.labels import label
from ui.window.small import Pane, key_cap


def foot(theme: Theme) -> Pane:
    """The keys that always work, in one quiet line."""
    keys = (
        ("/", "查找"),
        ("J K", "上下"),
        ("Enter", "打开"),
        ("1–9", "看材料"),
        ("0", "看表单"),
        ("F2–F6", "作决定"),
        ("Ctrl+↑↓", "翻表单"),
        ("Esc", "返回"),
        ("F1", "全部按键"),
    )
    made = Pane("foot", horizontal=True, spacing=theme.grid)
    made.box.setContentsMargins(theme.gap, theme.grid // 2, theme.gap, theme.grid // 2)
    for key, word in keys:
        made.box.addWidget(key_cap(key))
        made.box.addWidget(label(t(word), "note", wrap=False))
        made.box.addSpacing(theme.grid)
    made.box.addStretch()
    return made
