"""Writes the tables of docs/performance.md and docs/scale.md, and their figure, from the numbers that are kept.

    python bench/pages.py [--check]

A table stands between `<!-- bench/NAME.json -->` and `<!-- end -->`, and is that of the numbers in the file.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import costs
import peers
import scaling
import untrained
from kept import kept

ROOT = Path(__file__).parents[1]
PAGES = (ROOT / "docs" / "performance.md", ROOT / "docs" / "scale.md")
FIGURE = ROOT / "docs" / "scaling.svg"
BLOCK = re.compile(r"(?<=<!-- bench/)(\w+)(\.json -->\n).*?(?=<!-- end -->)", re.DOTALL)
TABLES: dict[str, Callable[[Mapping[str, Any]], str]] = {
    "peers": peers.table,
    "costs": costs.table,
    "scaling": scaling.table,
    "untrained": untrained.table,
}


def main() -> int:
    if sys.argv[1:] not in ([], ["--check"]):
        print(__doc__, file=sys.stderr)
        return 2
    old = [page for page in PAGES if with_tables(before := page.read_text(encoding="utf-8")) != before]
    if sys.argv[1:]:
        for page in old:
            print(f"{page.relative_to(ROOT)} has other numbers than bench/: run python bench/pages.py", file=sys.stderr)
        return 1 if old else 0
    for page in old:
        page.write_text(with_tables(page.read_text(encoding="utf-8")), encoding="utf-8")
    scaling.draw(kept(ROOT / "bench" / "scaling.json"), FIGURE)
    return 0


def with_tables(page: str) -> str:
    """The page, with each table as it is now."""

    def written(found: re.Match[str]) -> str:
        name, rest = found.groups()
        return f"{name}{rest}\n{TABLES[name](kept(ROOT / 'bench' / f'{name}.json'))}\n\n"

    return BLOCK.sub(written, page)


if __name__ == "__main__":
    sys.exit(main())
