"""`form`: a form checked, with what a citizen is told of it; the yardstick is the bare validator on the same form."""

from kiosk.domain.form import FormChecker
from kiosk.domain.formats import compiled
from tests.bench.figure import Figure, at_most, in_turn_ms
from tests.unit.sample_guide import example, guide

TIMES, EACH, BAR = 60, 100, 10


def measure() -> Figure:
    """A hundred checks at a time: one takes some hundredths of a millisecond."""
    form, schema = example(), guide().schema
    checker, validator = FormChecker(schema), compiled(schema)

    def ours() -> None:
        for _ in range(EACH):
            checker.problems(form)

    def plain() -> None:
        for _ in range(EACH):
            list(validator.iter_errors(form))

    value, bare = in_turn_ms(ours, plain, TIMES)
    return at_most("form", "ms/100", value, bare, BAR)
