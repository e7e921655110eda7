"""A map in a notebook: the page in a closed frame, and a picture where frames are not shown.

JupyterLab, Notebook 7, VS Code and Colab show the frame; its page cannot reach the notebook, nor the notebook the page.
A notebook that the reader does not trust, and nbconvert to PDF, show the picture. There is no widget, so that a choice
made on the page does not come back by itself: copy its address into `Map.selection`.
"""

from __future__ import annotations

import base64
import io
import logging
from typing import TYPE_CHECKING

from disputemap.errors import DisputemapError

if TYPE_CHECKING:
    from collections.abc import Callable

COLOURS = 256
_log = logging.getLogger(__name__)


def notebook(frame: str, picture: Callable[[], bytes], *, height: int) -> dict[str, str]:
    """Return what Jupyter shows, by media type.

    Parameters
    ----------
    frame
        The page in a frame, HTML.
    picture
        Draws a PNG. Where none can be drawn the frame is all there is.
    height
        Of the frame in pixels.
    """
    try:
        png = base64.b64encode(picture()).decode("ascii")
    except (DisputemapError, OSError, ValueError) as error:
        _log.warning("no picture for untrusted notebooks: %s", error)
        return {"text/html": frame}
    return {"text/html": _over(frame, png, height), "image/png": png}


def _over(frame: str, png: str, height: int) -> str:
    """Lay the frame over the picture: where a notebook is not trusted, Jupyter takes the frame and the styles away."""
    image = f'<img src="data:image/png;base64,{png}" alt="" style="max-width:100%">'
    above = f'<div style="position:absolute;top:0;left:0;width:100%">{frame}</div>'
    return f'<div style="position:relative;height:{height}px;overflow:hidden">{image}{above}</div>'


def lighter(png: bytes) -> bytes:
    """Return a picture with as few colours as maps need, a third of the size."""
    from PIL import Image  # noqa: PLC0415 - it comes with Matplotlib

    out = io.BytesIO()
    few = Image.open(io.BytesIO(png)).convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
    few.save(out, format="PNG", optimize=True)
    return out.getvalue()
