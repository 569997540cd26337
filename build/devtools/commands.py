"""The commands of build/dev.py."""

import argparse
from collections.abc import Callable, Sequence

from devtools import checks, debian, environment, freeze
from devtools.places import BUILD
from devtools.shell import Stopped, module, run, say


def setup() -> int:
    """set everything up, for all the other commands"""
    debian.provide([*debian.SCREENS, *debian.TESTS])
    environment.provide()
    return 0


def check() -> int:
    """format, lint, types, walls"""
    debian.provide([])
    environment.provide()
    return checks.check()


def package() -> int:
    """freeze the program, start it and quit it once as a test"""
    setup()
    return freeze.package()


def lock() -> int:
    """write the lock file anew, with the newest versions that fit"""
    environment.provide()
    environment.lock()
    return 0


def story(arguments: Sequence[str]) -> int:
    """the main job: with a display the hall opens, without one it plays a visit"""
    debian.provide(debian.SCREENS)
    environment.provide()
    return run(module("ui.story", *arguments))


def test(arguments: Sequence[str]) -> int:
    """check, then all tests; --long for the nightly amounts; the rest goes to pytest"""
    setup()
    checked, tested = checks.check(), run(module("pytest", *arguments))
    return checked or tested


def bench(arguments: Sequence[str]) -> int:
    """figures beside their yardsticks: [NAME]... [--json]"""
    setup()
    return _tool("tests.bench", arguments)


def simulate(arguments: Sequence[str]) -> int:
    """many machines on many schedules: [--schedules N] [--seed S] [--planted NAME|all] --json"""
    setup()
    return _tool("tests.simulation", arguments)


def _tool(name: str, arguments: Sequence[str]) -> int:
    """Run a module of the tests that borrows the screen of ours."""
    return run(module(name, *arguments), {"PYTHONPATH": str(BUILD)})


ALONE: dict[str, Callable[[], int]] = {"setup": setup, "check": check, "package": package, "lock": lock}
HANDING_ON: dict[str, Callable[[Sequence[str]], int]] = {
    "run": story,
    "test": test,
    "bench": bench,
    "simulate": simulate,
}


def main(arguments: Sequence[str]) -> int:
    """Do one command; its exit status, 2 for wrong usage, 3 where a person has to do something first."""
    parser = _parser()
    chosen = parser.parse_args(arguments)
    if chosen.command in ALONE and chosen.arguments:
        parser.error(f"{chosen.command} takes no arguments")
    try:
        return ALONE[chosen.command]() if chosen.command in ALONE else HANDING_ON[chosen.command](chosen.arguments)
    except Stopped as stop:
        say(str(stop))
        return stop.status


def _parser() -> argparse.ArgumentParser:
    commands = {**HANDING_ON, **ALONE}
    listing = "\n".join(f"  {name:10}{command.__doc__}" for name, command in commands.items())
    parser = argparse.ArgumentParser("dev.py", epilog=listing, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("command", choices=commands, metavar="COMMAND", help="one of those below")
    parser.add_argument("arguments", nargs=argparse.REMAINDER, metavar="...", help="handed on to what it starts")
    return parser
