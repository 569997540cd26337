"""Debian's packages for one test: fetched by apt into a folder of ours and unpacked there; nothing is installed."""

import subprocess
from collections.abc import Sequence
from pathlib import Path


def unpacked(folder: Path, *packages: str) -> Path:
    """The root of a tree with `packages` and what they need and this machine lacks."""
    for part in ("lists/partial", "cache/archives/partial", "root"):
        (folder / part).mkdir(parents=True)
    _apt(folder, "update")
    _apt(folder, "install", "--yes", "--download-only", "--no-install-recommends", *packages)
    for archive in sorted((folder / "cache" / "archives").glob("*.deb")):
        _call(["dpkg-deb", "--extract", str(archive), str(folder / "root")])
    return folder / "root"


def _apt(folder: Path, *words: str) -> None:
    """With lists, archives and locks of our own, so that nobody has to be root."""
    places = {"Dir::State::Lists": folder / "lists", "Dir::Cache": folder / "cache"}
    ours = {**places, "Debug::NoLocking": "1", "APT::Sandbox::User": ""}
    options = [part for name, value in ours.items() for part in ("-o", f"{name}={value}")]
    _call(["apt-get", "-qq", *options, *words])


def _call(command: Sequence[str]) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise OSError(f"{' '.join(command)}\n{done.stderr}")
