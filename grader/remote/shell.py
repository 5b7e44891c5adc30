"""IPython's shell around the cells of a notebook, without a kernel: what they show becomes nbformat's outputs.

https://nbformat.readthedocs.io/en/latest/format_description.html#code-cell-outputs
"""

from __future__ import annotations

import base64
import contextlib
import io
import os
import sys
import types
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, TextIO

from IPython.core.display_functions import display
from IPython.core.displaypub import DisplayPublisher
from IPython.core.inputtransformer2 import TransformerManager
from IPython.core.interactiveshell import InteractiveShell
from IPython.core.profiledir import ProfileDir
from traitlets.config import Config

_MOST_LINES = 8  # of a traceback
_OTHER_PROGRAMS = frozenset("! bash cmd perl ruby script sh sx system".split())
_NO_COMMANDS = "(commands of the system are not run when a notebook is graded: {})\n"

Output = dict[str, Any]


@dataclass(frozen=True)
class MostShown:
    """Bytes of text and pictures that are kept, of a cell and of all cells together."""

    of_a_cell: int = 1 << 20
    of_all: int = 4 << 20


MOST_SHOWN = MostShown()


class Room:
    """How much may still be shown, by all cells together and by this one."""

    def __init__(self, most: MostShown) -> None:
        self._most = most
        self._of_all = most.of_all
        self._of_cell = 0
        self.said = False

    def next_cell(self) -> None:
        self._of_cell, self.said = self._most.of_a_cell, False

    def takes(self, size: int) -> bool:
        if self.said or size > min(self._of_all, self._of_cell):
            return False
        self._of_all -= size
        self._of_cell -= size
        return True

    def cleared(self) -> None:
        """What this cell has shown is gone."""
        self._of_all += self._most.of_a_cell - self._of_cell
        self.next_cell()


class Outputs:
    """Collects what the current cell shows."""

    def __init__(self, most: MostShown) -> None:
        self.current: list[Output] = []
        self._room = Room(most)
        self._clear_at_next = False

    def begin(self) -> list[Output]:
        self.current, self._clear_at_next = [], False
        self._room.next_cell()
        return self.current

    def add(self, output: Output, size: int) -> None:
        self._clear_if_due()
        if self._room.takes(size):
            self.current.append(output)
        else:
            self._say_cut()

    def write(self, stream: str, text: str) -> None:
        self._clear_if_due()
        if not self._room.takes(len(text)):
            self._say_cut()
            return
        if self.current and self.current[-1].get("name") == stream:
            self.current[-1]["parts"].append(text)
        else:
            self.current.append({"output_type": "stream", "name": stream, "parts": [text]})

    def add_bundle(self, kind: str, data: Any, count: int | None = None) -> None:
        """A result, with its count, or something displayed."""
        packed, size = packed_bundle(data)
        output: Output = {"output_type": kind, "data": packed, "metadata": {}}
        if kind == "execute_result":
            output["execution_count"] = count or 0
        self.add(output, size)

    def add_error(self, name: str, text: str, lines: list[str]) -> None:
        """An exception, and the lines that it came through; those at its end, where there are many."""
        name, text = encodable(name), encodable(text[:2000])
        traced = [*map(encodable, lines[-_MOST_LINES:]), f"{name}: {text}"]
        self.add({"output_type": "error", "ename": name, "evalue": text, "traceback": traced}, sum(map(len, traced)))

    def clear(self, *, wait: bool) -> None:
        if wait:
            self._clear_at_next = True
        else:
            self._clear()

    def update(self, name: object, packed: dict[str, str], size: int) -> None:
        """Show something else where `display_id` is `name`."""
        for shown in self.current:
            if shown.get("display_id") == name:
                if self._room.takes(size):
                    shown["data"] = packed
                else:
                    self._say_cut()

    def _clear_if_due(self) -> None:
        if self._clear_at_next:
            self._clear()
            self._clear_at_next = False

    def _clear(self) -> None:
        self.current.clear()
        self._room.cleared()

    def _say_cut(self) -> None:
        if not self._room.said:
            self._room.said = True
            said = "… the rest of what this cell shows is left out: it is too much for a report\n"
            self.current.append({"output_type": "stream", "name": "stderr", "parts": [said]})

    def end(self) -> None:
        for output in self.current:
            output.pop("display_id", None)
            if "parts" in output:
                output["text"] = "".join(output.pop("parts"))
        self.begin()  # for what is written to a stream of a cell's later on: nobody looks at it


class _Stream(io.TextIOBase):
    """What is printed goes where it went before, and to the outputs."""

    encoding = "utf-8"

    def __init__(self, before: TextIO, name: str, outputs: Outputs) -> None:
        self._before, self._name, self._outputs = before, name, outputs

    def write(self, text: str) -> int:
        self._outputs.write(self._name, encodable(text))
        self._before.write(encodable(text))
        return len(text)

    def flush(self) -> None:
        self._before.flush()

    def fileno(self) -> int:
        return self._before.fileno()

    def writable(self) -> bool:
        return True

    @property
    def buffer(self) -> Any:
        return self._before.buffer


class _Publisher(DisplayPublisher):
    """Where `display(…)` ends, and matplotlib's figures."""

    outputs: Outputs

    def publish(self, data: Any, *_: Any, transient: Any = None, update: bool = False, **__: Any) -> None:
        name = (transient or {}).get("display_id")
        packed, size = packed_bundle(data)
        output = {"output_type": "display_data", "data": packed, "metadata": {}}
        if update:
            self.outputs.update(name, packed, size)
            return
        if name is not None:
            output["display_id"] = name
        self.outputs.add(output, size)

    def clear_output(self, wait: bool = False) -> None:
        self.outputs.clear(wait=wait)


class BareShell(InteractiveShell):
    """IPython's, with nothing around it: no terminal, no windows, no commands of the system, no profile's folder."""

    def init_ipython_dir(self, _: object) -> None:
        self.ipython_dir = os.curdir

    def init_profile_dir(self, _: object) -> None:
        """None of its folders is made: the student's disk is looked at after each test, so they would cost time."""
        self.profile_dir = ProfileDir()

    def enable_gui(self, gui: object = None) -> None:
        """Figures are drawn into the notebook: there is no event loop of a window to run."""

    def run_cell_magic(self, magic_name: str, line: str, cell: str) -> object:
        if magic_name in _OTHER_PROGRAMS:
            self.system(f"%%{magic_name} {line}")
            return None
        return super().run_cell_magic(magic_name, line, cell)  # type: ignore[no-untyped-call]  # IPython has no types

    def system(self, cmd: object) -> None:
        sys.stdout.write(_NO_COMMANDS.format(str(cmd)[:200]))

    def getoutput(self, cmd: object, *_: object, **__: object) -> list[str]:
        self.system(cmd)
        return []


def configuration() -> Config:
    """IPython without what it would write to disk, guess or colour."""
    config = Config()
    config.HistoryManager.enabled = False
    config.InteractiveShell.colors = "nocolor"
    config.InteractiveShell.autocall = 0
    return config


def without_threads() -> None:
    """Progress bars would have a thread that watches them, and what has threads is not forked."""
    if "tqdm" in sys.modules:
        sys.modules["tqdm"].tqdm.monitor_interval = 0


def draw_inline() -> None:
    """Figures become outputs of their cells."""
    os.environ.setdefault("MPLBACKEND", "module://matplotlib_inline.backend_inline")


class Shell:
    """For the time of a `with` block the process is like a kernel, with `module` as its namespace."""

    def __init__(self, module: types.ModuleType, most: MostShown) -> None:
        self._outputs = Outputs(most)
        self._count = 0
        self._shell: Any = BareShell.instance(user_module=module, user_ns=module.__dict__, config=configuration())
        publisher: Any = _Publisher(parent=self._shell)  # type: ignore[no-untyped-call]  # IPython has no types
        publisher.outputs = self._outputs
        self._shell.display_pub = publisher
        module.__dict__["display"] = display
        without_threads()
        draw_inline()
        if "matplotlib" in sys.modules:
            self._shell.enable_matplotlib("inline")  # type: ignore[no-untyped-call]  # IPython has no types
        self._transformer = TransformerManager()  # type: ignore[no-untyped-call]  # IPython has no types
        self._before = (sys.stdout, sys.stderr)

    def __enter__(self) -> Shell:
        self._before = (sys.stdout, sys.stderr)
        sys.stdout = _Stream(sys.stdout, "stdout", self._outputs)  # as IPython's kernel does
        sys.stderr = _Stream(sys.stderr, "stderr", self._outputs)
        return self

    def __exit__(self, *_: object) -> None:
        sys.stdout, sys.stderr = self._before

    def as_python(self, text: str) -> str:
        """The text of a cell with its magics as calls; as it is where that is not possible."""
        try:
            return self._transformer.transform_cell(text)
        except Exception:  # noqa: BLE001 - what cannot be transformed cannot be parsed, and that is said
            return text

    @contextlib.contextmanager
    def cell(self) -> Iterator[list[Output]]:
        """The outputs of the cell that is run inside."""
        self._count += 1
        outputs = self._outputs.begin()
        self._trigger("pre_execute", "pre_run_cell")
        try:
            yield outputs
        finally:
            self._outputs.end()

    def draw(self) -> None:
        """At the end of a cell matplotlib shows its figures."""
        self._trigger("post_execute", "post_run_cell")

    def drop(self) -> None:
        """The figures that wait to be drawn are not."""
        if pyplot := sys.modules.get("matplotlib.pyplot"):
            with contextlib.suppress(Exception):  # a student may have put anything there
                pyplot.close("all")

    def show_result(self, value: Any) -> None:
        """What Out[n] would be."""
        data, _ = self._shell.display_formatter.format(value)
        self._outputs.add_bundle("execute_result", data, self._count)
        self._shell.user_ns["_"] = value
        self._shell.user_ns["Out"][self._count] = value

    def show_error(self, name: str, text: str, lines: list[str]) -> None:
        self._outputs.add_error(name, text, lines)

    def _trigger(self, *events: str) -> None:
        for event in events:
            with contextlib.suppress(Exception):  # a figure that cannot be drawn costs itself
                self._shell.events.trigger(event)


def encodable(text: str) -> str:
    """A text of the student's as one that JSON can hold: a file name may have half a character in it."""
    return str.__str__(text).encode("utf-8", "backslashreplace").decode("utf-8")


def packed_bundle(data: Any) -> tuple[dict[str, str], int]:
    """A bundle of media types, all as text, and its size."""
    packed: dict[str, str] = {}
    for kind, content in dict(data).items():
        if isinstance(content, bytes):
            packed[str(kind)] = base64.b64encode(content).decode("ascii")
        elif isinstance(content, str):
            packed[str(kind)] = encodable(content)
    return packed, sum(len(content) for content in packed.values())
