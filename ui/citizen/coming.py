"""When one is expected, and what to do on the day: as it will be before the booking, as it is after it."""

from PySide6.QtCore import Qt

from kiosk.booking_desk import Plan
from ui.citizen.presenters.booking import coming_words, date_words, span_words
from ui.texts import t
from ui.theme import Theme
from ui.widgets.boxes import Card, column, row
from ui.widgets.labels import label


def when_card(theme: Theme, plan: Plan, note: str = "") -> Card:
    """Day and time large, the business above, a note beneath."""
    card = Card(theme)
    card.add(label(plan.service_name, "note", "ink"))
    card.add(label(date_words(plan.start), "choice"))
    card.add(label(span_words(plan.start, plan.minutes), "question", "jade"))
    if note:
        card.add(label(note, "note", "ink"))
    return card


def coming(theme: Theme, plan: Plan) -> Card:
    """The steps of the day, numbered."""
    card = Card(theme)
    card.add(label(t("到时候怎么做"), "strong"))
    for number, (step, rule) in enumerate(coming_words(plan), 1):
        line, words = row(theme.gap), column(theme.grid // 2)
        line.addWidget(label(str(number), "strong", "jade", wrap=False), 0, Qt.AlignmentFlag.AlignTop)
        words.addWidget(label(step, "body"))
        words.addWidget(label(rule, "note"))
        line.addLayout(words, 1)
        card.box.addLayout(line)
    return card
