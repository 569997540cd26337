"""Another host on this machine, a network of its own, so that it can vanish as one does whose plug is pulled.

Nothing says goodbye: packets to it are swallowed, as by a dead host behind a switch. Needs root and Debian's iproute2.
"""

import json
import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network


@dataclass(frozen=True)
class Faraway:
    """A host at `address`; commands run there with `there` before them."""

    name: str
    address: str

    @property
    def there(self) -> tuple[str, ...]:
        return ("ip", "netns", "exec", self.name)

    def vanish(self) -> None:
        _ip("-n", self.name, "address", "flush", "dev", f"{self.name}-b")

    def come_back(self) -> None:
        _ip("-n", self.name, "address", "add", f"{self.address}/30", "dev", f"{self.name}-b")


@contextmanager
def faraway() -> Iterator[Faraway]:
    """One, as long as it is wanted; a net of its own out of RFC 2544's 198.18.0.0/15, which nobody routes."""
    net = IPv4Network((int(IPv4Address("198.18.0.0")) + os.getpid() % (1 << 15) * 4, 30))
    here, address = map(str, net.hosts())
    host = Faraway(f"far{os.getpid()}", address)
    near, far = f"{host.name}-a", f"{host.name}-b"
    _ip("netns", "add", host.name)
    try:
        _ip("link", "add", near, "type", "veth", "peer", "name", far, "netns", host.name)
        _ip("address", "add", f"{here}/30", "dev", near)
        _ip("link", "set", near, "up")
        for device in ("lo", far):
            _ip("-n", host.name, "link", "set", device, "up")
        host.come_back()
        card = json.loads(_ip("-n", host.name, "-json", "link", "show", far))[0]["address"]
        _ip("neighbour", "replace", host.address, "lladdr", card, "dev", near, "nud", "permanent")
        yield host
    finally:
        _ip("netns", "delete", host.name)


def _ip(*words: str) -> str:
    return subprocess.run(["ip", *words], check=True, capture_output=True, text=True).stdout
