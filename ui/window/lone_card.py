"""One card that stands alone on its ground."""

from PySide6.QtWidgets import QWidget

from ui.theme import Theme
from ui.widgets.boxes import Card, column, row


def lone_card(theme: Theme, ground: QWidget, width: int, above: int, below: int) -> Card:
    """Of `width` pixels at scale 1, in the middle of `ground`; the room `above` and `below` it has this ratio."""
    card = Card(theme)
    card.setFixedWidth(theme.px(width))
    card.box.setContentsMargins(theme.edge, theme.edge, theme.edge, theme.edge)
    card.box.setSpacing(theme.gap)
    across = row()
    # Qt asks an aligned widget how high it is at the whole width of the ground, and cuts its lines.
    across.addStretch()
    across.addWidget(card)
    across.addStretch()
    down = column(0, theme.edge, ground)
    down.addStretch(above)
    down.addLayout(across)
    down.addStretch(below)
    return card
