"""Where the files without code are: beside the packages, in the checkout as in the frozen program."""

from pathlib import Path

RESOURCES = Path(__file__).resolve().parent.parent / "resources"
