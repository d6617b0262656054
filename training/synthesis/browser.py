"""A browser kept open: HTML → page image, and where everything on it stands."""

import base64
import shutil
from dataclasses import dataclass
from types import TracebackType

import cv2
import numpy as np
from playwright.sync_api import sync_playwright

from training.synthesis.render import RenderError
from training.synthesis.truth import Pixels

_ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-lcd-text",
    "--force-color-profile=srgb",
    "--font-render-hinting=none",
)
_MEASURE = """() => {
  const range = document.createRange(), round = x => Math.round(x * 64) / 64;
  const box = r => [round(r.left), round(r.top), round(r.right), round(r.bottom)];
  const cut = (node, from, top) => {  // first character that stands below the line at `top`
    let low = from, high = node.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      range.setStart(node, middle); range.setEnd(node, middle + 1);
      const r = range.getBoundingClientRect();
      if (r.height > 0 && r.top > top) high = middle; else low = middle + 1;
    }
    return low;
  };
  return Array.from(document.querySelectorAll('[m]'), item => {
    const lines = [], node = item.firstChild;
    if (node) {
      range.selectNodeContents(node);
      const rects = Array.from(range.getClientRects()).filter(r => r.width > 0);
      let from = 0;
      rects.forEach((r, n) => {
        const to = n + 1 < rects.length ? cut(node, from, r.top + r.height / 2) : node.length;
        lines.push([node.data.slice(from, to).trim(), ...box(r)]);
        from = to;
      });
    }
    return [box(item.getBoundingClientRect()), lines.filter(l => l[0])];
  });
}"""


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in continuous pixels, 0 at the edge of the first one."""

    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True, slots=True)
class PrintedLine:
    """One line of text as the browser set it."""

    text: str
    box: Box


@dataclass(frozen=True, slots=True)
class PrintedItem:
    """A cell or paragraph with its lines, top to bottom."""

    box: Box
    lines: tuple[PrintedLine, ...]


class Browser:
    """Chromium without a window. Use as a context manager; it serves one thread.

    Raises:
        RenderError: Chromium is not installed.
    """

    def __init__(self) -> None:
        path = shutil.which("chromium")
        if path is None:
            raise RenderError("chromium is not installed")
        self._playwright = sync_playwright().start()
        self._browser = self._playwright.chromium.launch(
            executable_path=path, args=list(_ARGUMENTS)
        )
        self._page = self._browser.new_page()
        self._session = self._page.context.new_cdp_session(self._page)
        self._size = (0, 0)

    def __enter__(self) -> "Browser":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the browser."""
        self._browser.close()
        self._playwright.stop()

    def lay_out(self, html: str, size: tuple[int, int]) -> tuple[PrintedItem, ...]:
        """Set a page of (width, height) pixels and measure all items marked `m`, in order."""
        if size != self._size:
            self._page.set_viewport_size({"width": size[0], "height": size[1]})
            self._size = size
        self._page.set_content(html, wait_until="domcontentloaded")
        return tuple(
            PrintedItem(Box(*box), tuple(PrintedLine(text, Box(*line)) for text, *line in lines))
            for box, lines in self._page.evaluate(_MEASURE)
        )

    def photograph(self) -> Pixels:
        """The page set last: (H, W, 3) uint8 RGB as many pixels as the page was set for."""
        options = {"format": "png", "optimizeForSpeed": True}
        answer = self._session.send("Page.captureScreenshot", options)
        data = np.frombuffer(base64.b64decode(answer["data"]), np.uint8)
        pixels: Pixels = cv2.cvtColor(cv2.imdecode(data, cv2.IMREAD_COLOR), cv2.COLOR_BGR2RGB)
        return pixels
