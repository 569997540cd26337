"""Where the product's own files are: beside the code in a checkout, inside the bundle when frozen."""

import sys
from pathlib import Path


def resources() -> Path:
    """The folder `resources`."""
    bundle = getattr(sys, "_MEIPASS", None)
    return (Path(bundle) if bundle else Path(__file__).resolve().parent.parent) / "resources"
