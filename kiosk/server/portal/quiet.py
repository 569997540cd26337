"""Keeps what authorises, and what people search for, out of the access log."""

import logging
import re

_SECRET = re.compile(r"^/(r|drop)/[^/?]+")


def without_secrets(path: str) -> str:
    """`/r/<token>/withdraw?x` as `/r/…/withdraw`."""
    return _SECRET.sub(r"/\1/…", path.partition("?")[0])


class QuietAccess(logging.Filter):
    """For the logger `uvicorn.access`, whose third argument is the path with its query."""

    def filter(self, record: logging.LogRecord) -> bool:
        if isinstance(record.args, tuple) and len(record.args) == 5:
            client, method, path, version, status = record.args
            record.args = (client, method, without_secrets(str(path)), version, status)
        return True
