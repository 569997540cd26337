"""`receipt`: the receipt's PDF once the fonts are warm; the yardstick is reportlab's own page with one font."""

import io

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from kiosk.counter import Counter
from kiosk.papers.pdf import render
from kiosk.resources import resources
from tests.bench.figure import Figure, below, in_turn_ms
from tests.bench.ground import ITEM, folder, kiosk
from tests.bench.submit import sample_draft

TIMES = 60
LIMIT_MS = 25


def measure() -> Figure:
    with folder() as root, kiosk(root) as (machine, _):
        counter = Counter(machine)
        state = counter.filing().hand_in(sample_draft(machine, counter))
        item, at = counter.guidebook.item(ITEM), state.steps[0].at
        qr = counter.receipts.qr(state.case, state.hash, at)
        pdfmetrics.registerFont(TTFont("bench", resources() / "fonts" / "NotoSansSC-Regular.ttf"))

        def ours() -> bytes:
            return render(counter.receipts.paper(state, item, at, qr, masked=False), counter.fonts())

        ours()
        value, bare = in_turn_ms(ours, _bare, TIMES)
    return below("receipt", "ms", value, bare, LIMIT_MS)


def _bare() -> bytes:
    out = io.BytesIO()
    page = Canvas(out)
    page.setFont("bench", 12)
    for line in range(30):
        page.drawString(72, 760 - 20 * line, "收取材料凭证")
    page.save()
    return out.getvalue()
