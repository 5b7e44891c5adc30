"""`grader serve` as a process of its own, on loopback, and what a browser would send it."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

import requests

HOSTILE = '../eve"><script>alert(1)</script>'  # a login
_FORM = re.compile(r'name="form" value="([^"]+)"')


@dataclass(frozen=True)
class Served:
    url: str
    process: subprocess.Popen[str]
    errors: Path
    """what it says on standard error"""

    @property
    def origin(self) -> str:
        return "/".join(self.url.split("/")[:3])

    def get(self, path: str = "", **options: Any) -> requests.Response:
        return requests.get(self.url + path, timeout=60, **options)

    def form(self) -> str:
        """The word that every form has."""
        found = _FORM.search(self.get("small/index.html").text)
        assert found is not None
        return found.group(1)

    def post(
        self, path: str, fields: Mapping[str, str] | None = None, *, form: str | None = None, **headers: str | None
    ) -> requests.Response:
        """As a browser does, that does not follow; a header None is not sent."""
        sent: dict[str, str | None] = {"Origin": self.origin, "Sec-Fetch-Site": "same-origin"}
        sent |= {name.replace("_", "-"): value for name, value in headers.items()}
        body = {"form": self.form() if form is None else form, **(fields or {})}
        given = {name: value for name, value in sent.items() if value is not None}
        return requests.post(self.url + path, data=body, headers=given, allow_redirects=False, timeout=60)

    def progress(self, slug: str = "small") -> Iterator[dict[str, Any]]:
        """What is told, for as long as it is asked for."""
        with requests.get(f"{self.url}{slug}/events", stream=True, timeout=60) as answer:
            for line in answer.iter_lines(chunk_size=1, decode_unicode=True):
                if line.startswith("data: "):
                    yield json.loads(line.removeprefix("data: "))


@contextmanager
def serving(course: Path, *arguments: str, folder: Path | None = None) -> Iterator[Served]:
    """Begun in `folder`, interrupted at the end."""
    program = "import grader.cli\ngrader.cli.main()"
    # as a script begins what it puts there with `&`; what the tests were begun with, `nohup` say, is not handed on
    background = ["env", "--default-signal=HUP", "sh", "-c", 'trap "" INT; exec "$@"', "sh"]
    command = [*background, sys.executable, "-P", "-c", program, "serve", "--course", str(course), *arguments]
    options: dict[str, Any] = {"env": {**os.environ, "PYTHONUNBUFFERED": "1"}, "cwd": folder}
    with (
        NamedTemporaryFile(mode="w", suffix=".errors") as errors,
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=errors, text=True, **options) as process,
    ):
        assert process.stdout is not None
        try:
            url = process.stdout.readline().strip()
            assert url.startswith("http"), Path(errors.name).read_text(encoding="utf-8")
            yield Served(url, process, Path(errors.name))
        finally:
            process.send_signal(signal.SIGINT)
            try:
                process.wait(30)
            except subprocess.TimeoutExpired:
                process.kill()
                raise
