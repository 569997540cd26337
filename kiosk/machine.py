"""Who a machine is: a small file in its folder, written at enrolment; its secrets are elsewhere."""

from dataclasses import dataclass
from pathlib import Path

import msgspec

from kiosk.domain.shapes import known
from kiosk.durable import write_durably
from kiosk.errors import Fault
from kiosk.wiping import refuse_wiped

NAME = "machine.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """What enrolment said. `others` are further addresses of the same upstream.

    `platform_key` (raw, hex) is what the platform wrote by on that day, for a machine that has fetched nothing yet.
    `database` is a URL where the journal is not the folder's own file.
    """

    role: str
    terminal: str
    region: str
    hall: str = ""
    hall_name: str = ""
    departments: tuple[str, ...] = ()
    upstream: str = ""
    others: tuple[str, ...] = ()
    portal: str = ""
    platform_key: str = ""
    database: str = ""

    @property
    def partition(self) -> str:
        """The partition that the platform judges."""
        return f"region:{self.region}"


def read_identity(folder: Path) -> Identity | None:
    """None for a folder that no machine lives in yet. Faults `machine_unreadable`, `revoked`."""
    refuse_wiped(folder)
    path = folder / NAME
    if not path.exists():
        return None
    try:
        return msgspec.json.decode(path.read_bytes(), type=Identity)
    except (OSError, msgspec.MsgspecError) as error:
        raise Fault("machine_unreadable", f"{NAME} 读不出来", "从备份恢复它，或重新登记本机") from error


def require_identity(folder: Path) -> Identity:
    """Fault `not_enrolled` for a folder that no machine lives in."""
    identity = read_identity(folder)
    if identity is None:
        raise Fault(
            "not_enrolled",
            f"{folder} 里还没有登记过的机器",
            "先运行 kiosk enrol --upstream 地址 --code 登记码；平台则运行 kiosk platform；"
            "用备份恢复则先放回另存的 machine.json 和 keys",
        )
    return identity


def write_identity(folder: Path, identity: Identity) -> None:
    """Never half a file, and there after the power went."""
    write_durably(folder / NAME, msgspec.json.format(msgspec.json.encode(identity), indent=2))


known(Identity)
