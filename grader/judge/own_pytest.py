"""pytest as we run it: our plugin, and nothing that whoever runs us has installed or set for pytest."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest
from _pytest.assertion.rewrite import AssertionRewritingHook

from grader.judge import plugin

_NOT_NEEDED = ("cacheprovider", "doctest", "junitxml", "logging", "pastebin", "unittest")  # each takes time
_SETTINGS = ("PYTEST_ADDOPTS", "PYTEST_PLUGINS", "PYTEST_DISABLE_PLUGIN_AUTOLOAD")


def run(files: Sequence[Path], folder: Path, options: Sequence[str], own: object) -> int | pytest.ExitCode:
    """Run the test files of `folder` with the plugin object `own`; returns pytest's exit status."""
    for path in files:
        sys.modules.pop(path.stem, None)  # pytest would take another assignment's file of that name for this one
    kept = {name: os.environ.pop(name) for name in _SETTINGS if name in os.environ}
    # inside another run of pytest, that one would rewrite the assertions, and put hidden values into messages
    finders = sys.meta_path[:]
    sys.meta_path[:] = [finder for finder in finders if not isinstance(finder, AssertionRewritingHook)]
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    arguments = [
        *(str(path) for path in files),
        f"--rootdir={folder}",
        f"--confcutdir={folder}",
        "--import-mode=importlib",
        "--capture=no",
        f"--config-file={os.devnull}",
        *(f"-pno:{name}" for name in _NOT_NEEDED),
        *options,
    ]
    try:
        return pytest.main(arguments, plugins=[plugin, own])
    finally:
        sys.meta_path[:] = finders
        del os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"]
        os.environ.update(kept)
