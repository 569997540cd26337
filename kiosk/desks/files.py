"""Files taken in: looked at before they are kept, and kept in the journal before anything is said."""

from pathlib import Path

from kiosk.domain.bodies import Attachment
from kiosk.domain.upload import Limits, clean_name, examine
from kiosk.errors import Refused
from kiosk.journal.journal import Journal


class Files:
    """What a citizen brings, by material."""

    def __init__(self, journal: Journal, limits: Limits) -> None:
        self._journal = journal
        self._limits = limits

    def keep_file(self, path: Path, material: str) -> Attachment:
        """Read and keep a file. Refused `file_vanished`, `file_too_large` and all that `examine` refuses."""
        try:
            if path.exists() and not path.is_file():
                raise Refused("file_kind", f"「{path.name}」不是文件，请选择 PDF、JPEG 或 PNG 文件")
            if path.stat().st_size > self._limits.bytes:
                raise Refused("file_too_large", f"「{path.name}」超过 {self._limits.bytes >> 20} MB，请降低分辨率再扫")
            data = path.read_bytes()
        except OSError as error:
            raise Refused("file_vanished", f"「{path.name}」读不到了，请重新扫描或选另一个文件") from error
        return self.keep_bytes(data, path.name, material)

    def keep_bytes(self, data: bytes, name: str, material: str) -> Attachment:
        media_type = examine(data, name, self._limits)
        with self._journal.db.transaction():
            blob = self._journal.blobs.keep(data)
        return Attachment(material, blob, clean_name(name), media_type, len(data))

    def keep_signature(self, png: bytes) -> str:
        """The signature's picture; returns its name."""
        return self.keep_bytes(png, "signature.png", "").blob

    def read(self, blob: str) -> bytes:
        return self._journal.blobs.read(blob)
