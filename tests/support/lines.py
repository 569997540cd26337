"""This end of `tests.support.worker`: what a process is asked in lines, one of its methods answers."""

import json
import sys
from collections.abc import Callable
from typing import Any

from kiosk.errors import Fault, Refused


def answer_lines(who: object, answered: Callable[[], None]) -> None:
    """Until nobody asks any more; `answered` after each answer."""
    _say({"ready": True})
    for line in sys.stdin:
        _say(_answer(who, json.loads(line)))
        answered()


def _answer(who: object, what: dict[str, Any]) -> object:
    try:
        return getattr(who, what.pop("do"))(**what)
    except Refused as refused:
        return {"refused": refused.code, "message": refused.message}
    except Fault as fault:
        return {"fault": fault.code, "message": fault.message}


def _say(what: object) -> None:
    print(json.dumps(what, ensure_ascii=False), flush=True)
