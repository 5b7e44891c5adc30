"""What is planned to be readable."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

import pytest

from grader.errors import SandboxError
from grader.sandbox import view
from grader.sandbox.attempt import failure_of


def test_a_distribution_brings_its_requirements() -> None:
    assert [name.lower() for name in view.with_requirements(["jinja2"])] == ["jinja2", "markupsafe"]


def test_names_are_normalised() -> None:
    assert len(view.with_requirements(["Jinja2", "jinja2"])) == len(view.with_requirements(["jinja2"]))


def test_numpy_is_shown_and_nothing_beside_it() -> None:
    plan = view.plan(["numpy"], [])
    names = {name.partition("/")[0].partition("-")[0].partition(".")[0] for name in plan.site}
    assert names == {"grader", "numpy"}
    assert all(Path(source).exists() for source in plan.site.values())


def test_only_what_runs_in_the_sandbox_is_shown_of_this_package() -> None:
    shown = {name for name in view.plan([], []).site if name.startswith("grader")}
    assert shown == {"grader/__init__.py", "grader/sandbox"}
    assert {*view.plan([], [], ["remote"]).site} == {*shown, "grader/remote"}


def test_installed_packages_inside_the_library_are_hidden() -> None:
    plan = view.plan([], [])
    prefix = os.path.realpath(sys.base_prefix)
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    for name in ("site-packages", "dist-packages"):
        folder = f"{prefix}/lib/{version}/{name}"
        if Path(folder).is_dir():
            assert any(folder == one or folder.startswith(f"{one}/") for one in plan.hidden)


def test_no_home_is_shown() -> None:
    home = str(Path.home())
    assert home not in view.plan([], []).system
    assert all(not home.startswith(f"{shown}/") for shown in view.plan([], []).system)


def test_a_module_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(SandboxError, match=r"gone\.py: not found"):
        view.plan([], [tmp_path / "gone.py"])


def test_a_room_that_is_not_there() -> None:
    with pytest.raises(SandboxError, match=r"^grader\.cellar: not found"):
        view.plan([], [], ["cellar"])


def test_a_namespace_folder_is_not_shown_whole() -> None:
    files = {"shared/mine/__init__.py", "shared/mine/code.py", "single.py", "mine-1.0.dist-info/RECORD"}
    shown = {view._smallest_package(path, files) for path in files}
    assert shown == {"shared/mine", "single.py", "mine-1.0.dist-info"}


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become another user")
def test_another_user_meets_the_folder_that_is_closed_on_the_way() -> None:
    with tempfile.TemporaryDirectory(dir="/tmp") as made:
        module = Path(made) / "inside" / "module.py"
        module.parent.mkdir()
        module.write_text("", encoding="utf-8")
        plan = view.View("/bin/true", (), (), {"module.py": str(module)})
        assert not failure_of(lambda: view.read_as(0, plan))
        assert failure_of(lambda: view.read_as(64_777, plan)) == f"{module}: Permission denied"
        Path(made).chmod(0o755)
        assert not failure_of(lambda: view.read_as(64_777, plan))


def test_devices_of_a_gpu_are_shown_only_where_they_are_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(view, "_GPU_DEVICES", ("full", "no-such-device*"))
    assert view.plan([], [], gpu=True).devices == ("/dev/full",)
    assert view.plan([], []).devices == ()
