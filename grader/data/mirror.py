"""Raw files, gzipped, from a web server; an interrupted download is continued where it broke off."""

from __future__ import annotations

import gzip
import hashlib
import http.client
import queue
import threading
import urllib.error
import urllib.request
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from grader.data.source import Progress, RawFile, SourceFailed

CHUNK = 1 << 16
ATTEMPTS = 4


class _Broken(Exception):
    """The connection ended before the announced length."""


@dataclass(frozen=True)
class Mirror:
    """A folder on a web server that holds `<raw name>.gz`; times in seconds."""

    url: str
    connect_seconds: float = 6.0
    read_seconds: float = 20.0

    @property
    def label(self) -> str:
        return urlsplit(self.url).netloc

    def deliver(self, wanted: Sequence[RawFile], folder: Path, progress: Progress) -> None:
        """Download and unpack; the first file that cannot be had ends it, since the rest would fare no better."""
        for raw in wanted:
            packed = folder / f"{raw.name}.{hashlib.sha256(self.url.encode()).hexdigest()[:8]}.gz.part"
            begun_earlier = packed.exists()
            self._download(raw, packed, progress)
            problem = _unpack(packed, folder / raw.name, raw)
            if problem and begun_earlier:
                # the beginning may be of another version of the file: once more, from nothing
                self._download(raw, packed, progress)
                problem = _unpack(packed, folder / raw.name, raw)
            if problem:
                raise SourceFailed(f"{raw.name}.gz {problem}")

    def _download(self, raw: RawFile, packed: Path, progress: Progress) -> None:
        broken = ""
        for _ in range(ATTEMPTS):
            try:
                self._continue(raw, packed, progress)
            except _Broken as reason:
                broken = str(reason)
            else:
                return
        raise SourceFailed(f"{raw.name}.gz: {broken}, {ATTEMPTS} times; a later fetch continues from there")

    def _continue(self, raw: RawFile, packed: Path, progress: Progress) -> None:
        """Append what is missing of the gzipped file; _Broken when the connection ends too early."""
        have = packed.stat().st_size if packed.exists() else 0
        request = urllib.request.Request(f"{self.url}{raw.name}.gz", headers={"User-Agent": "dlgrader"})
        if have:
            request.add_header("Range", f"bytes={have}-")
        try:
            response = self._open(request)
        except urllib.error.HTTPError as error:
            error.close()
            if have and error.code == http.client.REQUESTED_RANGE_NOT_SATISFIABLE:
                if error.headers.get("Content-Range", "") == f"bytes */{have}":
                    return  # nothing is missing
                packed.unlink()
                raise _Broken("the file on the server is shorter than what was begun") from error
            raise SourceFailed(f"{raw.name}.gz: HTTP status {error.code}") from error
        with response:
            if response.status != http.client.PARTIAL_CONTENT:
                have = 0  # a server without ranges sends all of it again
            length = response.headers.get("Content-Length")
            total = have + int(length) if length and length.isdigit() else None
            done = have
            with packed.open("ab" if have else "wb") as out:
                try:
                    while chunk := response.read(CHUNK):
                        out.write(chunk)
                        done += len(chunk)
                        progress(self.label, done, total)
                        if done > raw.size + CHUNK:
                            raise SourceFailed(f"{raw.name}.gz is longer than the file it should hold")
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


def _unpack(packed: Path, target: Path, raw: RawFile) -> str:
    """Unpack and remove the gzipped file; a non-empty answer says why the result is not the expected file."""
    try:
        total = hashlib.sha256()
        with gzip.open(packed) as source, target.open("wb") as out:
            size = 0
            while chunk := source.read(CHUNK):
                size += len(chunk)
                if size > raw.size:
                    return "unpacks to more than the expected size"
                total.update(chunk)
                out.write(chunk)
    except (gzip.BadGzipFile, EOFError, zlib.error):
        return "is not a sound gzip file"
    finally:
        packed.unlink(missing_ok=True)
    return "" if total.hexdigest() == raw.sha256 else "does not have the expected sha256"
