"""Reading a password: asked for without an echo at a keyboard, otherwise the next line of standard input."""

import sys
from getpass import getpass

from kiosk.errors import Refused


def read_secret(prompt: str) -> str:
    """Refused `no_password` where there is none."""
    text = getpass(f"{prompt}：") if sys.stdin.isatty() else sys.stdin.readline().rstrip("\r\n")
    if not text:
        raise Refused("no_password", f"没有读到{prompt}，请在提示后输入，或从标准输入给一行")
    return text
