"""The citizen's phone: the portal by HTTP, and its pages as pictures where a Chromium is installed."""

import html
import os
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

import requests

from ui.fonts import fontconfig
from ui.story.patience import Waited

CSRF = re.compile(r'name="csrf" value="([0-9a-f]+)"')
STEP = re.compile(r"<li.*?</li>", re.DOTALL)
WORDS = {
    "title": re.compile(r"<h2>(.*?)</h2>"),
    "moment": re.compile(r"<time[^>]*>(.*?)</time>"),
    "detail": re.compile(r'<p class="detail">(.*?)</p>', re.DOTALL),
    "outcome": re.compile(r'<b class="outcome">(.*?)</b>'),
}
"""What a step says, in the order in which the kiosk says it."""
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
FLAGS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--hide-scrollbars",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
    "--no-first-run",
    "--window-size=390,1100",
)


class Phone:
    """Looks at what is behind a receipt's code and brings what a notice asks for."""

    def __init__(self, address: str) -> None:
        self.address = address
        self._session = requests.Session()
        self._session.trust_env = False

    def story(self) -> list[str]:
        """What the page says of the case: title, moment, detail and outcome of each step, one after the other."""
        steps = STEP.findall(self._get(self.address))
        found = (words.search(step) for step in steps for words in WORDS.values())
        return [html.unescape(each[1]) for each in found if each]

    def supplement(self, material: str, file: Path) -> None:
        """Upload the file and hand it in, as the page's own forms do."""
        csrf = CSRF.search(self._get(f"{self.address}/supplement"))
        if csrf is None:
            raise Waited("the portal asks for nothing")
        form = {"csrf": csrf[1]}
        with file.open("rb") as opened:
            upload = {"file": (file.name, opened, "image/png")}
            answer = self._session.post(f"{self.address}/materials/{material}", data=form, files=upload, timeout=30)
        answer.raise_for_status()
        self._session.post(f"{self.address}/supplement", data=form, timeout=30).raise_for_status()

    def picture(self, to: Path) -> None:
        """The page as the phone shows it, where a Chromium is there to draw it."""
        browser = next(filter(None, map(shutil.which, BROWSERS)), None)
        if browser is None:
            return
        with tempfile.TemporaryDirectory(prefix="phone-") as profile:
            command = [browser, *FLAGS, f"--user-data-dir={profile}", f"--screenshot={to}", self.address]
            fonts = fontconfig(Path(profile))
            subprocess.run(command, env={**os.environ, **fonts}, check=True, capture_output=True, timeout=60)

    def close(self) -> None:
        self._session.close()

    def _get(self, address: str) -> str:
        answer = self._session.get(address, timeout=30)
        answer.raise_for_status()
        return answer.text
