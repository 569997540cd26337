"""`submit`: from hand-in to durable, beside a bare one-row commit into the same file with the same settings."""

import io

from PIL import Image
from reportlab.pdfgen.canvas import Canvas

from kiosk.app import Machine
from kiosk.counter import Counter
from kiosk.desk import Draft
from kiosk.domain.form import required_materials
from tests.bench.figure import Figure, at_most, in_turn_ms
from tests.bench.ground import ITEM, folder, kiosk

TIMES = 300


def measure() -> Figure:
    with folder() as root, kiosk(root) as (machine, _):
        counter = Counter(machine)
        draft = sample_draft(machine, counter)
        filing = counter.filing()
        machine.journal.db.run("CREATE TABLE bench_row (n INTEGER PRIMARY KEY, body TEXT)")
        filing.put_down(draft)
        ours, bare = in_turn_ms(lambda: filing.put_down(draft), lambda: _bare(machine), TIMES)
    return at_most("submit", "ms", ours, bare, 3)


def _bare(machine: Machine) -> None:
    with machine.journal.db.transaction():
        machine.journal.db.run("INSERT INTO bench_row (body) VALUES (?)", "x" * 1024)


def sample_draft(machine: Machine, counter: Counter) -> Draft:
    """The first item's own example with every required material and a signature."""
    item = counter.guidebook.item(ITEM)
    assert item.guide is not None
    form = item.guide.example
    materials = required_materials(item.guide, form)
    files = tuple(counter.files.keep_bytes(_pdf(one.name), f"{one.code}.pdf", one.code) for one in materials)
    return Draft(ITEM, form, files, counter.files.keep_signature(_signature()))


def _pdf(title: str) -> bytes:
    out = io.BytesIO()
    page = Canvas(out)
    page.drawString(72, 720, repr(title))
    page.save()
    return out.getvalue()


def _signature() -> bytes:
    out = io.BytesIO()
    Image.new("1", (600, 200), 1).save(out, "PNG")
    return out.getvalue()
