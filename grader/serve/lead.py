"""A page of one's own that leads to the address.

A browser is given its name instead of the address: what a command is given is seen by everyone on the machine.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_PAGE = '<!doctype html><meta charset="utf-8"><meta name="referrer" content="no-referrer"><title>grader serve</title>\n'


@contextmanager
def leading_to(url: str, folder: Path) -> Iterator[Path]:
    """In `folder`, readable by nobody else, for the time of a `with` block. OSError when it cannot be written."""
    folder.mkdir(exist_ok=True)
    with tempfile.NamedTemporaryFile("w", encoding="ascii", dir=folder, prefix="open-", suffix=".html") as page:
        page.write(f'{_PAGE}<meta http-equiv="refresh" content="0; url={url}"><a href="{url}">Open it</a>\n')
        page.flush()
        yield Path(page.name)
