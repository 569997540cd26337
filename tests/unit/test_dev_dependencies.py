"""What the code imports and what pyproject.toml asks for are the same."""

import ast
import re
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
OURS = {"devtools", "kiosk", "tests", "ui"}
UNNAMED = {"psycopg", "python-multipart"}  # peewee and Starlette import them for us


PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())


def normal(name: str) -> str:
    """A distribution's name as the index compares it, without extras and versions."""
    return re.split(r"[\[<>=! ]", name)[0].lower().replace("_", "-").replace(".", "-")


def imported(folder: str) -> set[str]:
    """The distributions that the code below a folder imports."""
    owners, names = packages_distributions(), set()
    for path in (ROOT / folder).rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_bytes())):
            if isinstance(node, ast.Import):
                names |= {alias.name.partition(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module:
                names.add(node.module.partition(".")[0])
    foreign = names - set(sys.stdlib_module_names) - OURS
    return {normal(owner) for name in foreign for owner in owners.get(name, [name])}


def declared() -> set[str]:
    return set(map(normal, PROJECT["project"]["dependencies"]))


def test_what_is_imported_is_asked_for() -> None:
    assert imported("kiosk") | imported("ui") <= declared() | {"shiboken6", "pyside6"}


def test_what_is_asked_for_is_imported() -> None:
    assert declared() - UNNAMED <= imported("kiosk") | imported("ui")


def test_what_the_tests_import_is_asked_for() -> None:
    asked = declared() | set(map(normal, PROJECT["dependency-groups"]["dev"]))
    assert imported("tests") <= asked | {"pyside6", "shiboken6"}


def test_the_build_tool_needs_nothing() -> None:
    assert imported("build") == set()


def test_the_lock_holds_every_dependency_with_its_hash() -> None:
    lock = (ROOT / "requirements.lock").read_text()
    pinned = {normal(name) for name in re.findall(r"^([\w.-]+)==", lock, re.MULTILINE)}
    assert declared() <= pinned
    assert len(re.findall(r"^[\w.-]+==.*\\\n    --hash=", lock, re.MULTILINE)) == len(pinned)
    assert "://" not in lock
