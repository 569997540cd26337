"""One command, `kiosk`: a subcommand for each role and each verb."""

from kiosk.cli.main import main

__all__ = ["main"]
