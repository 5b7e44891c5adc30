"""Raw files, gzipped, from a web server; an interrupted download is continued where it broke off."""

from __future__ import annotations

import gzip
import hashlib
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from grader.data.download import CHUNK, Download
from grader.data.source import Progress, RawFile, SourceFailed


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
            source = Download(f"{self.url}{raw.name}.gz", raw.size + CHUNK, self.connect_seconds, self.read_seconds)
            begun_earlier = packed.exists()
            source.into(packed, progress)
            problem = _unpack(packed, folder / raw.name, raw)
            if problem and begun_earlier:
                # the beginning may be of another version of the file: once more, from nothing
                source.into(packed, progress)
                problem = _unpack(packed, folder / raw.name, raw)
            if problem:
                raise SourceFailed(f"{raw.name}.gz {problem}")


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
