"""QR codes on pages."""

from io import BytesIO

import segno


def qr(text: str) -> str:
    """An inline SVG without a size of its own."""
    drawn = BytesIO()
    segno.make(text, error="m", micro=False).save(
        drawn, kind="svg", xmldecl=False, svgns=False, omitsize=True, border=2
    )
    return drawn.getvalue().decode()
