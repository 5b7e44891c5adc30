"""All randomness of a grading run: HMAC-SHA256(course key, assignment digest, test id), the same for a whole class."""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
from pathlib import Path
from typing import TYPE_CHECKING

from grader.errors import CourseError

if TYPE_CHECKING:
    import numpy as np

KEY_BYTES = 32
KEY_VARIABLE = "GRADER_KEY"


def test_seed(key: bytes, digest: str, test: str) -> str:
    """The seed of one test, 32 hexadecimal digits."""
    return hmac.new(key, f"{digest}\0{test}".encode(), hashlib.sha256).hexdigest()[:32]


test_seed.__test__ = False  # type: ignore[attr-defined]  # pytest: not a test


def generator(seed: str) -> np.random.Generator:
    import numpy as np

    return np.random.Generator(np.random.PCG64(int(seed, 16)))


def course_key(course: Path, *, new: bool = False) -> bytes:
    """The course's secret key, from .grader/key; made on first use, and anew with `new` (another secret split).

    Where KEY_VARIABLE is set its 64 hexadecimal digits are the key: a pipeline has no folder that stays.
    """
    if not new and (told := os.environ.get(KEY_VARIABLE)):
        try:
            key = bytes.fromhex(told)
        except ValueError:
            key = b""
        if len(key) < KEY_BYTES:
            raise CourseError(
                f"{KEY_VARIABLE}: that is no key: it has {2 * KEY_BYTES} hexadecimal digits, as .grader/key"
            )
        return key
    return _secret(course / ".grader" / "key", new=new)


def pseudonym_key(course: Path) -> bytes:
    """What pseudonyms are made with, from .grader/pseudonyms: they stay when the course gets another key."""
    return _secret(course / ".grader" / "pseudonyms")


def _secret(path: Path, *, new: bool = False) -> bytes:
    try:
        if new or not path.exists():
            path.parent.mkdir(exist_ok=True)
            (path.parent / ".gitignore").write_text("*\n", encoding="ascii")  # also in a course that ignores nothing
            fresh = path.with_name(f"{path.name}.{os.getpid()}")
            fresh.touch(mode=0o600)
            fresh.write_text(secrets.token_hex(KEY_BYTES) + "\n", encoding="ascii")
            if new:
                fresh.replace(path)
            else:
                try:
                    path.hardlink_to(fresh)  # of two first uses at once, one wins
                except FileExistsError:
                    pass
                finally:
                    fresh.unlink()
        key = bytes.fromhex(path.read_text(encoding="ascii"))
        if len(key) < KEY_BYTES:
            raise ValueError(f"it has {len(key)} bytes, not {KEY_BYTES}; remove it, and a new one is made")
    except (OSError, ValueError) as error:
        raise CourseError(f"{path}: a secret key of the course cannot be read or made: {error}") from error
    return key
