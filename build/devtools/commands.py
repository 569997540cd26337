"""The commands of build/dev.py. What follows a command's name is handed on to what it starts."""

import argparse
from collections.abc import Callable, Sequence

from devtools import debian, environment, freeze
from devtools.checks import check
from devtools.shell import Stopped, module, run, say

Arguments = list[str]


def setup(arguments: Arguments) -> int:
    """set everything up, for all the other commands"""
    debian.provide(debian.SCREENS + debian.TESTS)
    environment.provide()
    return 0


def story(arguments: Arguments) -> int:
    """the main job: with a display the hall opens, without one it plays a visit"""
    debian.provide(debian.SCREENS)
    environment.provide()
    return run(module("kiosk.story", *arguments))


def check_all(arguments: Arguments) -> int:
    """format, lint, types, walls"""
    debian.provide([])
    environment.provide()
    return check()


def test(arguments: Arguments) -> int:
    """check, then all tests; --long for the nightly amounts; the rest goes to pytest"""
    setup([])
    return check() | (1 if run(module("pytest", *arguments)) else 0)


def bench(arguments: Arguments) -> int:
    """figures beside their yardsticks; [NAME]... [--json]"""
    setup([])
    return run(module("tests.bench", *arguments))


def simulate(arguments: Arguments) -> int:
    """many machines, many schedules; [--schedules N] [--seed S] [--planted NAME|all] --json"""
    setup([])
    return run(module("tests.simulation", *arguments))


def package(arguments: Arguments) -> int:
    """freeze the program, start it and quit it once as a test"""
    setup([])
    return freeze.package()


def lock(arguments: Arguments) -> int:
    """write the lock file anew, with the newest versions that fit"""
    environment.provide()
    environment.lock()
    return 0


COMMANDS: dict[str, Callable[[Arguments], int]] = {
    "run": story,
    "test": test,
    "setup": setup,
    "check": check_all,
    "bench": bench,
    "simulate": simulate,
    "package": package,
    "lock": lock,
}


def main(arguments: Sequence[str]) -> int:
    """Do one command; its exit status, 2 for wrong usage, 3 where a person has to do something first."""
    listing = "\n".join(f"  {name:10}{command.__doc__}" for name, command in COMMANDS.items())
    parser = argparse.ArgumentParser("dev.py", epilog=listing, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("command", choices=COMMANDS, metavar="COMMAND", help="one of these:")
    parser.add_argument("arguments", nargs=argparse.REMAINDER, help="handed on")
    chosen = parser.parse_args(arguments)
    try:
        return COMMANDS[chosen.command](chosen.arguments)
    except Stopped as stop:
        say(str(stop))
        return stop.status
