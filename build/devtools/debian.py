"""The system's packages on Debian and its children: what is missing, and how it is got."""

import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable

from devtools.shell import Stopped, must, say

SCREENS = (
    *("libgl1", "libegl1", "libglib2.0-0", "libfontconfig1", "libdbus-1-3", "libxkbcommon0", "libxkbcommon-x11-0"),
    *("libxcb-cursor0", "libxcb-icccm4", "libxcb-image0", "libxcb-keysyms1", "libxcb-randr0", "libxcb-render-util0"),
    *("libxcb-shape0", "libxcb-xinerama0", "libxrandr2"),
    *("libpulse0", "alsa-utils"),  # sound; calls said aloud
    "libcups2",  # printing
)
TESTS = (
    *("xvfb", "xdotool"),  # a screen and a hand
    *("chromium", "chromium-driver"),  # the portal's browser
    "postgresql",  # the platform's database
    "poppler-utils",  # PDFs read by somebody else
    "espeak-ng",  # says what a voice lacks
    "iproute2",  # a host that vanishes
)


def provide(packages: Iterable[str]) -> None:
    """Install what is missing; where that is not ours to do, Stopped with the line to type. Not on Debian: nothing."""
    if not shutil.which("dpkg-query"):
        return
    if missing := lacking([*packages, *_venv_package()], installed()):
        _install(missing)


def lacking(wanted: Iterable[str], present: set[str]) -> list[str]:
    """What is wanted and not present, in the order wanted."""
    return [name for name in wanted if name not in present]


def installed() -> set[str]:
    """Every installed package, under its own name and the names it provides (libcups2t64 provides libcups2)."""
    query = ["dpkg-query", "--show", "--showformat", "${db:Status-Status}\t${Package}\t${Provides}\n"]
    return names(subprocess.run(query, capture_output=True, text=True, check=True).stdout)


def names(listing: str) -> set[str]:
    """The names in dpkg-query's answer: one package a line, its status, its name, what it provides."""
    present = set()
    for line in listing.splitlines():
        status, package, provides = line.split("\t")
        if status == "installed":
            present |= {package, *(offer.split()[0] for offer in provides.split(",") if offer.strip())}
    return present


def _venv_package() -> list[str]:
    """Debian takes ensurepip out of Python and puts it into a package of its own."""
    return [] if importlib.util.find_spec("ensurepip") else [f"python3.{sys.version_info.minor}-venv"]


def _install(missing: list[str]) -> None:
    apt = [*_administrator(missing), "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-qq", "-o", "Dpkg::Use-Pty=0"]
    say(f"installing from Debian: {' '.join(missing)}")
    must([*apt, "update"])
    must([*apt, "install", "--yes", "--no-install-recommends", *missing])


def _administrator(missing: list[str]) -> list[str]:
    """How to become root without asking anybody: [] where we are, sudo where it lets us."""
    if os.geteuid() == 0:
        return []
    if shutil.which("sudo") and subprocess.call(["sudo", "-n", "true"], stderr=subprocess.DEVNULL) == 0:
        return ["sudo", "-n"]
    raise Stopped(f"type this, then start again:\n    sudo apt-get install --no-install-recommends {' '.join(missing)}")
