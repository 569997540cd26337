"""What every test stands on: a screen that nobody sees, guards against what is left behind, a database on demand."""

import os
from contextlib import ExitStack

import hypothesis
import pytest

from devtools.display import can_hide, hidden_display

pytest_plugins = ["tests.support.guards", "tests.support.postgres", "pytester"]

hypothesis.settings.register_profile("always the same", derandomize=True, deadline=None)
hypothesis.settings.register_profile("long", max_examples=2000, deadline=None, print_blob=True)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--long", action="store_true", help="the nightly amounts")


def pytest_configure(config: pytest.Config) -> None:
    hypothesis.settings.load_profile("long" if config.getoption("--long") else "always the same")
    if can_hide() and "QT_QPA_PLATFORM" not in os.environ:
        stack = ExitStack()
        config.add_cleanup(stack.close)
        os.environ["DISPLAY"] = stack.enter_context(hidden_display())


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Without --long, what is marked `long` is left out altogether."""
    if config.getoption("--long"):
        return
    left_out = [item for item in items if item.get_closest_marker("long")]
    config.hook.pytest_deselected(items=left_out)
    items[:] = [item for item in items if item not in left_out]


@pytest.fixture(scope="session")
def long(request: pytest.FixtureRequest) -> bool:
    """Is this the nightly run? For tests that do the same in greater amounts."""
    return bool(request.config.getoption("--long"))
