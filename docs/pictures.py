"""Takes the pictures of README.md, of the pages in reports/example/, in Chromium.

    python docs/pictures.py [--browser PATH]

Debian's `chromium` is found by itself. The pictures are as sharp as a README shows them on a good screen; 256 colours
are enough for pages, and make them a third as large.
"""

from __future__ import annotations

import argparse
import io
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, sync_playwright

ROOT = Path(__file__).parents[1]
PAGES = ROOT / "reports" / "example"
OUT = ROOT / "docs"
MOST_BYTES = 300_000


@dataclass(frozen=True)
class Picture:
    """`at`: what stands at the top of it, the page's own top without it. `scale`: pixels of the picture for one of the
    page."""

    name: str
    page: str
    width: int
    height: int
    scale: float = 1.5
    dark: bool = False
    at: str = ""


PICTURES = (
    Picture("class", "index.html", 1280, 880),
    Picture("student", "students/student-16.html", 1160, 860),
    Picture("student-dark", "students/student-16.html", 1160, 860, dark=True, at="#part-6"),
    Picture("student-phone", "students/student-16.html", 390, 844, scale=2),
)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--browser", default=shutil.which("chromium") or "", help="the path of Chromium")
    options = parser.parse_args()
    if not options.browser:
        print("there is no chromium: apt-get install chromium, or --browser PATH", file=sys.stderr)
        return 2
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=options.browser, args=["--no-sandbox"])
        for picture in PICTURES:
            content = taken(browser, picture)
            if len(content) > MOST_BYTES:
                print(
                    f"{picture.name}.png has {len(content):,} bytes, and {MOST_BYTES:,} are the most", file=sys.stderr
                )
                return 1
            (OUT / f"{picture.name}.png").write_bytes(content)
            print(f"docs/{picture.name}.png: {len(content):,} bytes")
        browser.close()
    return 0


def taken(browser: Browser, picture: Picture) -> bytes:
    """A PNG."""
    context = browser.new_context(
        viewport={"width": picture.width, "height": picture.height},
        device_scale_factor=picture.scale,
        color_scheme="dark" if picture.dark else "light",
    )
    page = context.new_page()
    page.goto((PAGES / picture.page).as_uri())
    if picture.at:
        page.locator(picture.at).evaluate("found => window.scrollTo(0, found.getBoundingClientRect().top - 40)")
    shot = Image.open(io.BytesIO(page.screenshot()))
    context.close()
    stream = io.BytesIO()
    shot.convert("RGB").quantize(256, dither=Image.Dither.NONE).save(stream, "png", optimize=True)
    return stream.getvalue()


if __name__ == "__main__":
    sys.exit(main())
