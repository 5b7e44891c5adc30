"""The archive that a student hands in, made of the assignment's folder."""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass
from pathlib import Path

from grader.course import ASSIGNMENT_FILE, Settings
from grader.errors import SubmissionError
from grader.submission.disk import Refused, list_files, read_regular
from grader.submission.form import archive_suffix
from grader.submission.notebook import LARGEST
from grader.submission.own_file import counting_file
from grader.submission.reading import notebook_of
from grader.template_folder import PUBLIC_TESTS
from grader.writing import write_whole

MARK = b"made by grader submit"  # the comment of an archive that may be replaced
GIVEN = frozenset({ASSIGNMENT_FILE, PUBLIC_TESTS, "README.md", "requirements.txt"})  # the course has them itself
LONG_AGO = (1980, 1, 1, 0, 0, 0)  # the same files make the same archive


@dataclass(frozen=True)
class Packed:
    """Contents by name within the archive, and what is to be said of what was left out or chosen."""

    files: dict[str, bytes]
    notes: tuple[str, ...]

    def archive(self) -> bytes:
        """The .zip file."""
        content = io.BytesIO()
        with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.comment = MARK
            for name, text in self.files.items():
                member = zipfile.ZipInfo(name, LONG_AGO)
                member.compress_type = zipfile.ZIP_DEFLATED
                member.external_attr = 0o100644 << 16
                archive.writestr(member, text)
        return content.getvalue()


def pack(folder: Path, settings: Settings) -> Packed:
    """What is handed in of the folder: the file that counts first, and all else but what the course gave, archives
    and hidden files. Nothing is judged yet."""
    script, notebook = settings.file, notebook_of(settings.file)
    counting, why = counting_file(folder, settings)
    listing = list_files(folder, counting.name if counting is not None else script)
    notes = [*([why] if why else []), *listing.problems]
    files: dict[str, bytes] = {}
    for name in listing.sizes:
        if name in GIVEN or archive_suffix(name) or (name in (script, notebook) and folder / name != counting):
            continue
        try:
            files[name] = read_regular(folder / name, LARGEST)
        except Refused as reason:
            notes.append(f"{name} {reason}")
    return Packed(files, tuple(notes))


def write_archive(path: Path, content: bytes, *, replace: bool = False) -> None:
    """Write the archive; SubmissionError where it cannot be, or something else is there and not to be `replace`d."""
    if path.exists() and not replace and not _is_ours(path):
        raise SubmissionError(
            f"{path} is there and was not made by grader submit: name another file with --out, or say --force"
        )
    try:
        write_whole(path, content)
    except OSError as error:
        raise SubmissionError(f"{path}: cannot be written: {error.strerror}") from error


def _is_ours(path: Path) -> bool:
    try:
        with zipfile.ZipFile(path) as archive:
            return archive.comment == MARK
    except (OSError, zipfile.BadZipFile, ValueError):
        return False
