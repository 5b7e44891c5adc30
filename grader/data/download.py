"""Download one file from a web server; what an interrupted download has brought is gone on from."""

from __future__ import annotations

import http.client
import queue
import threading
import urllib.error
import urllib.request
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from grader.data.source import Progress, SourceFailed

CHUNK = 1 << 16
ATTEMPTS = 4


class _Broken(Exception):
    """The connection ended before the announced length."""


@dataclass(frozen=True)
class Download:
    """A file on a web server, of at most `at_most` bytes; times in seconds."""

    url: str
    at_most: int
    connect_seconds: float = 6.0
    read_seconds: float = 20.0

    @property
    def host(self) -> str:
        return urlsplit(self.url).netloc

    @property
    def name(self) -> str:
        return self.url.rpartition("/")[2]

    def into(self, target: Path, progress: Progress) -> None:
        """Complete `target`, which may hold the beginning; SourceFailed says why the file cannot be had."""
        broken = ""
        for _ in range(ATTEMPTS):
            try:
                self._continue(target, progress)
            except _Broken as reason:
                broken = str(reason)
            else:
                return
        raise SourceFailed(f"{self.name}: {broken}, {ATTEMPTS} times; a later fetch continues from there")

    def _continue(self, target: Path, progress: Progress) -> None:
        """Append what is missing; _Broken when the connection ends too early."""
        have = target.stat().st_size if target.exists() else 0
        request = urllib.request.Request(self.url, headers={"User-Agent": "dlgrader"})
        if have:
            request.add_header("Range", f"bytes={have}-")
        try:
            response = self._open(request)
        except urllib.error.HTTPError as error:
            error.close()
            if have and error.code == http.client.REQUESTED_RANGE_NOT_SATISFIABLE:
                if error.headers.get("Content-Range", "") == f"bytes */{have}":
                    return  # nothing is missing
                target.unlink()
                raise _Broken("the file on the server is shorter than what was begun") from error
            raise SourceFailed(f"{self.name}: HTTP status {error.code}") from error
        with response:
            if response.status != http.client.PARTIAL_CONTENT:
                have = 0  # a server without ranges sends all of it again
            length = response.headers.get("Content-Length")
            total = have + int(length) if length and length.isdigit() else None
            done = have
            with target.open("ab" if have else "wb") as out:
                try:
                    while chunk := response.read(CHUNK):
                        out.write(chunk)
                        done += len(chunk)
                        progress(self.host, done, total)
                        if done > self.at_most:
                            raise SourceFailed(f"{self.name} is longer than the file should be")
                except (OSError, http.client.HTTPException) as error:
                    raise _Broken(f"the connection broke after {done} bytes ({error})") from error
            if total is not None and done < total:
                raise _Broken(f"the connection ended after {done} of {total} bytes")

    def _open(self, request: urllib.request.Request) -> http.client.HTTPResponse:
        """Open a URL within `connect_seconds`, looking up the name included (which takes no time limit itself)."""
        answers: queue.SimpleQueue[http.client.HTTPResponse | Exception] = queue.SimpleQueue()
        given_up = threading.Event()

        def ask() -> None:
            try:
                response = urllib.request.urlopen(request, timeout=self.read_seconds)
                if given_up.is_set():
                    response.close()
                answers.put(response)
            except Exception as error:  # noqa: BLE001  (carried over to the asking thread, whatever it is)
                answers.put(error)

        threading.Thread(target=ask, daemon=True).start()
        try:
            answer = answers.get(timeout=self.connect_seconds)
        except queue.Empty:
            given_up.set()
            raise SourceFailed(f"no answer within {self.connect_seconds:.0f} s") from None
        if isinstance(answer, urllib.error.HTTPError):
            raise answer
        if isinstance(answer, (OSError, http.client.HTTPException, ValueError)):
            reason = answer.reason if isinstance(answer, urllib.error.URLError) else answer
            raise SourceFailed(f"cannot be reached: {reason}") from answer
        if isinstance(answer, Exception):
            raise answer
        return answer
