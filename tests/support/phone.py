"""A citizen's browser at the portal, over HTTP; whatever the line does, the citizen presses the button again."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

import requests

from tests.support.proxy import Proxy

PATIENCE_S = 60
LAST_HEADER = "no-store"
"""What every page of the portal ends its headers with: a line cut before it is no answer, as any browser knows."""
CSRF = re.compile(r'name="csrf" value="([0-9a-f]+)"')
File = tuple[str, bytes, str]


class Phone:
    """One browser with its cookie, over a line of its own."""

    def __init__(self, line: Proxy) -> None:
        self._line = line
        self._session = requests.Session()
        self._session.trust_env = False
        self._csrf = ""

    def hand_in(self, item: str, form: Mapping[str, Any], files: Mapping[str, bytes]) -> str:
        """Answer every page, bring the files, hand in; the receipt's token."""
        self._prepare(item, form, files)
        onward = self._post(f"/apply/{item}/hand-in", {"agreed": "yes"})
        return onward.removeprefix("/r/").removesuffix("/receipt")

    def _prepare(self, item: str, form: Mapping[str, Any], files: Mapping[str, bytes]) -> None:
        typed = dict(answers(form))
        page = self._get(f"/apply/{item}").url.removeprefix(self._line.url)
        while not page.endswith("/materials"):
            page = self._post(page, {**typed, "asked": list(typed)})
        for material, data in files.items():
            self._post(f"{page}/{material}", {}, (f"{material}.pdf", data, "application/pdf"))

    def fails_to_hand_in(self, item: str, form: Mapping[str, Any], files: Mapping[str, bytes]) -> None:
        """The same where the server has a bug: an apology and nothing else."""
        self._prepare(item, form, files)
        answer = self._again("POST", f"/apply/{item}/hand-in", data={"agreed": "yes", "csrf": self._csrf})
        assert answer.status_code == 500, answer.text

    def withdraw(self, token: str, reason: str) -> None:
        self._get(f"/r/{token}/withdraw")
        self._post(f"/r/{token}/withdraw", {"reason": reason})

    def supplement(self, token: str, words: Mapping[str, str], files: Mapping[str, bytes]) -> None:
        """What a notice asks for: answers in words by their JSON pointers, and files."""
        for material, data in files.items():
            self._post(f"/r/{token}/materials/{material}", {}, (f"{material}.pdf", data, "application/pdf"))
        self._post(f"/r/{token}/supplement", dict(words))

    def progress(self, token: str) -> str:
        """The page behind the receipt's code."""
        return self._get(f"/r/{token}").text

    def close(self) -> None:
        self._session.close()

    def _get(self, path: str) -> requests.Response:
        page = self._again("GET", path)
        assert page.status_code == 200, f"{path}: {page.status_code} {page.text}"
        found = CSRF.search(page.text)
        self._csrf = found[1] if found else self._csrf
        return page

    def _post(self, path: str, fields: Mapping[str, str | list[str]], file: File | None = None) -> str:
        """Send a form; the path that the answer leads to."""
        files = {"file": file} if file else None
        answer = self._again("POST", path, data={**fields, "csrf": self._csrf}, files=files, allow_redirects=False)
        assert answer.status_code == 303, f"{path}: {answer.status_code} {answer.text}"
        return answer.headers["Location"]

    def _again(self, method: str, path: str, **what: Any) -> requests.Response:
        """Until an answer has come whole."""
        while True:
            try:
                answer = self._session.request(method, self._line.url + path, timeout=PATIENCE_S, **what)
            except requests.RequestException:
                assert self._line.good.wait(PATIENCE_S), "the line never came back"
                continue
            if answer.headers.get("Cache-Control") == LAST_HEADER:
                return answer


def answers(form: Mapping[str, Any], above: str = "") -> Iterator[tuple[str, str | list[str]]]:
    """What a browser sends for each field, by its JSON pointer."""
    for name, value in form.items():
        at = f"{above}/{name}"
        if isinstance(value, Mapping):
            yield from answers(value, at)
        elif isinstance(value, list):
            yield at, [str(each) for each in value]
        else:
            yield at, ("yes" if value else "no") if isinstance(value, bool) else str(value)
