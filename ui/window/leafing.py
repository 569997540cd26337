"""Where one is while leafing through the files of a material, page by page."""

from dataclasses import dataclass, replace

from ui.texts import t


@dataclass(frozen=True, slots=True)
class Leafing:
    """`pages` counts the open file's pages, 0 while it is not known; steps run on into the next file."""

    files: int
    file: int = 0
    page: int = 0
    pages: int = 0

    def forward(self) -> "Leafing":
        if self.page + 1 < self.pages:
            return replace(self, page=self.page + 1)
        return Leafing(self.files, self.file + 1) if self.file + 1 < self.files else self

    def back(self) -> "Leafing":
        if self.page:
            return replace(self, page=self.page - 1)
        return Leafing(self.files, self.file - 1) if self.file else self

    def words(self) -> str:
        """第 2 份，共 3 份 · 第 1 页，共 4 页; empty where there is nothing to leaf through."""
        parts = []
        if self.files > 1:
            parts.append(t("第 {at} 份，共 {all} 份", at=self.file + 1, all=self.files))
        if self.pages > 1:
            parts.append(t("第 {at} 页，共 {all} 页", at=self.page + 1, all=self.pages))
        return " · ".join(parts)
