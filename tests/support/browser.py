"""Debian's Chromium without a window, seeing the product's own fonts."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

from selenium.webdriver import Chrome, ChromeOptions
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.wait import WebDriverWait

from ui.fonts import fontconfig

T = TypeVar("T")
PATIENCE_S = 20
FLAGS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--no-first-run",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--hide-scrollbars",
    "--lang=zh-CN",
)


class Browser:
    """What the tests do with a page: see, touch, type; each waits for what it names."""

    def __init__(self, driver: Chrome, home: str, shots: Path) -> None:
        self.driver = driver
        self.home = home
        self._shots = shots

    def open(self, path: str) -> None:
        self.driver.get(path if path.startswith("http") else self.home + path)

    @property
    def path(self) -> str:
        return self.driver.current_url.removeprefix(self.home)

    def see(self, css: str) -> WebElement:
        """The first visible element that fits."""
        return self.until(lambda: next((e for e in self.all(css) if e.is_displayed()), None), f"no {css}")

    def all(self, css: str) -> list[WebElement]:
        return self.driver.find_elements(By.CSS_SELECTOR, css)

    def read(self, words: str) -> None:
        """Wait until the page says so."""
        self.until(lambda: words in self.text, f"the page does not say {words}")

    @property
    def text(self) -> str:
        return str(self.driver.execute_script("return document.body.innerText"))

    def touch(self, words: str) -> None:
        """Press the link, button or answer with these words and wait for the page it leads to."""
        found = f"//*[self::a or self::button or self::label][contains(normalize-space(), '{words}')]"
        element = self.until(
            lambda: next((e for e in self.driver.find_elements(By.XPATH, found) if e.is_displayed()), None),
            f"nothing to touch says {words}",
        )
        self.press(element)

    def press(self, element: WebElement) -> None:
        self.driver.execute_script("arguments[0].scrollIntoView({block: 'center'})", element)
        element.click()

    def fill(self, name: str, value: Any) -> None:
        """Type into, or choose in, the field of this name."""
        if isinstance(value, bool | list) or self.all(f'[name="{name}"][type=radio]'):
            for each in value if isinstance(value, list) else [{True: "yes", False: "no"}.get(value, value)]:
                option = self.driver.find_element(By.CSS_SELECTOR, f'[name="{name}"][value="{each}"]')
                self.press(option)
            return
        self._type(self.see(f'[name="{name}"]'), str(value))

    def _type(self, element: WebElement, text: str) -> None:
        """As pasted: a date field and characters beyond the BMP cannot be typed through the driver."""
        set_value = (
            "arguments[0].value = arguments[1];"
            "for (const kind of ['input', 'change']) arguments[0].dispatchEvent(new Event(kind, {bubbles: true}))"
        )
        self.driver.execute_script(set_value, element, text)

    def until(self, seen: Callable[[], T | None], otherwise: str) -> T:
        """Wait for the driver's next look to find it."""
        wait: WebDriverWait[Chrome] = WebDriverWait(self.driver, PATIENCE_S, poll_frequency=0.05)
        return wait.until(lambda _: seen() or False, otherwise)

    def shoot(self, name: str) -> None:
        """The whole page as a picture, for people to look at."""
        height = self.driver.execute_script("return document.documentElement.scrollHeight")
        size = self.driver.execute_script("return [innerWidth, innerHeight]")
        self.resize(size[0], max(height, size[1]))
        self.driver.save_screenshot(str(self._shots / f"{name}.png"))
        self.resize(*size)

    def resize(self, width: int, height: int) -> None:
        metrics = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600}
        self.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)


@contextmanager
def chromium(home: str, folder: Path, *, javascript: bool = True) -> Iterator[Browser]:
    """A browser as wide as a phone, its profile and pictures in `folder`."""
    options = ChromeOptions()
    options.binary_location = "/usr/bin/chromium"
    for flag in (*FLAGS, f"--user-data-dir={folder / 'profile'}"):
        options.add_argument(flag)
    if not javascript:
        options.add_argument("--blink-settings=scriptEnabled=false")
    env = {"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "LANGUAGE": "zh_CN"}
    service = Service("/usr/bin/chromedriver", env={**env, **fontconfig(folder)})
    driver = Chrome(options, service)
    try:
        browser = Browser(driver, home, folder)
        browser.resize(390, 844)
        yield browser
    finally:
        driver.quit()
