"""The frozen program starts far from the checkout, shows its first screen with keyboard, fonts and words, and quits."""

from pathlib import Path

import pytest

from devtools import freeze


@pytest.mark.long
@pytest.mark.timeout(600)
def test_the_frozen_program_is_well(tmp_path: Path) -> None:
    program = freeze.build(tmp_path)
    assert freeze.try_out(program)["ok"] is True
    assert (program.parent / "_internal" / "resources").is_dir()
