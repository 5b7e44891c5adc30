"""Run a notebook by nbclient, in a kernel of ipykernel that lives in this process.

The kernel's messages go through memory, as in ipykernel's in-process form: there is no socket, no second process and
no thread, so what the cells define is here for the tests, and this process can be forked. nbclient has no client of
that form; the one below hands it the messages.

https://jupyter-client.readthedocs.io/en/stable/messaging.html
"""

from __future__ import annotations

import ast
import asyncio
import collections
import contextlib
import json
import queue
import sys
import traceback
import types
from typing import Any

import nbclient
import zmq
from ipykernel.compiler import XCachingCompiler
from ipykernel.inprocess.channels import InProcessChannel
from ipykernel.inprocess.client import InProcessKernelClient
from ipykernel.inprocess.constants import INPROCESS_KEY
from ipykernel.inprocess.ipkernel import InProcessInteractiveShell, InProcessKernel
from ipykernel.inprocess.socket import DummySocket
from ipykernel.iostream import IOPubThread
from jupyter_client.jsonutil import json_default
from jupyter_client.session import Session
from nbformat import v4
from traitlets import Instance, default

from grader.remote.failures import text_of, type_name
from grader.remote.lines import Lines, lines_of_notebook
from grader.remote.load import AS_IT_IS, Loaded, Manner, bound_names, kind_of, new_module, refuse_input
from grader.remote.messages import Broken, shortened
from grader.remote.notebook import Cell, cells_of, stand_in_for_otter, trace_of
from grader.remote.shell import (
    MOST_SHOWN,
    BareShell,
    MostShown,
    Outputs,
    configuration,
    draw_inline,
    encodable,
    without_threads,
)

_Message = dict[str, Any]


def load_notebook(
    content: bytes, source: str, filename: str, name: str, manner: Manner = AS_IT_IS, most: MostShown = MOST_SHOWN
) -> Loaded:
    """Run the code cells of a notebook, as `grader.remote.notebook.load_notebook` does.

    The numbers of `manner` count cells with code.
    """
    loaded = new_module(source, filename, name)
    loaded.module.__dict__["__name__"] = "__main__"  # as in a kernel of its own
    stand_in_for_otter()
    without_threads()
    draw_inline()
    lines = lines_of_notebook(filename, content)
    loop = asyncio.new_event_loop()
    loop.set_exception_handler(lambda *_: None)  # tasks that a cell has left
    asyncio.set_event_loop(loop)
    kernel = _Kernel(loaded, filename)
    _run(list(cells_of(content)), loaded, kernel, manner, Outputs(most), lines, loop)
    kernel.close()
    loop.close()  # without waiting for what a cell has begun
    asyncio.set_event_loop_policy(None)  # functions are to get a loop of their own
    return loaded


def _run(
    cells: list[Cell],
    loaded: Loaded,
    kernel: _Kernel,
    manner: Manner,
    outputs: Outputs,
    lines: Lines,
    loop: asyncio.AbstractEventLoop,
) -> None:
    make: Any = v4
    written = [make.new_code_cell(cell.source) for cell in cells]
    manager: Any = _Manager(kernel)
    client = nbclient.NotebookClient(make.new_notebook(cells=written), km=manager, allow_errors=True)
    client.kc = kernel.client()
    client.reset_execution_trackers()
    for number, (cell, made) in enumerate(zip(cells, written, strict=True), 1):
        line = cell.metadata.line
        shown = outputs.begin()
        loaded.shown.append((line, shown))
        if number in manner.left_out:
            loaded.broken.append(Broken("timeout", line, manner.left_out[number], _names(cell.source)))
            outputs.add_error("TimeoutError", manner.left_out[number], [lines.place(line)])
        elif cell.source.strip():
            kernel.next_cell(line - 1 + _blank_lines(cell.source))
            with manner.patience.with_number(number) if manner.patience else contextlib.nullcontext():
                try:
                    loop.run_until_complete(client.async_execute_cell(made, number - 1))
                except BaseException as error:  # noqa: BLE001 - also what a task of a cell's raises, or stops the loop by
                    kernel.error = kernel.error or error
            for output in made.outputs:
                _keep(output, outputs)
            if kernel.error is not None:
                broken = _broken(kernel.error, cell, loaded, manner)
                loaded.broken.append(broken)
                name, _, said = broken.message.partition(": ")
                outputs.add_error(name, said, trace_of(kernel.error, lines) or [lines.place(broken.line)])
        outputs.end()


def _keep(output: Any, outputs: Outputs) -> None:
    """One of nbformat's outputs among those that are shown, as far as there is room."""
    match output["output_type"]:
        case "stream":
            outputs.write(output["name"], encodable(output["text"]))
        case "error":
            pass  # said with the lines of the notebook
        case kind:
            outputs.add_bundle(kind, output["data"], output.get("execution_count"))


def _broken(error: BaseException, cell: Cell, loaded: Loaded, manner: Manner) -> Broken:
    """What an exception has cost: the names that the cell would have bound from its statement on."""
    before = cell.metadata.line - 1 + _blank_lines(cell.source)
    text = shortened(f"{type_name(error)}: {text_of(error)}")
    if isinstance(error, SyntaxError) and error.lineno is not None and error.filename == loaded.filename:
        line, text = before + error.lineno, f"SyntaxError: {error.msg}"
    else:
        own = [one for one in traceback.extract_tb(error.__traceback__) if one.filename == loaded.filename]
        line = (own[0].lineno if own else None) or before + 1
    lost = tuple(name for name in _names(cell.source) if name not in loaded.module.__dict__)
    return Broken(kind_of(error, manner.forbidden), line, text, lost)


def _names(source: str) -> tuple[str, ...]:
    """What a cell binds, where it is plain Python."""
    try:
        body = ast.parse(source).body
    except (SyntaxError, ValueError, RecursionError):
        return ()
    return tuple(dict.fromkeys(name for statement in body for name in bound_names(statement)))


def _blank_lines(source: str) -> int:
    """Those at the beginning, which IPython takes away."""
    return len(source) - len(source.lstrip("\n"))


def _session() -> Session:
    """How messages are written: in ASCII, since a student's text may have half a character in it."""
    session = Session(key=INPROCESS_KEY)
    session.pack = lambda message: json.dumps(message, default=json_default).encode()
    return session


class _Shell(BareShell, InProcessInteractiveShell):
    """ipykernel's, for its in-process kernels."""


class _Kernel:
    """A kernel whose namespace is the submission's module, and which says how the last cell ended."""

    def __init__(self, loaded: Loaded, filename: str) -> None:
        self.error: BaseException | None = None
        self._moved = _Moved()
        make: Any = _InProcess  # ipykernel has few types
        self._kernel = make(
            shell_class=_Shell,
            user_module=loaded.module,
            user_ns=loaded.module.__dict__,
            session=_session(),
            config=configuration(),
        )
        shell = self._kernel.shell
        shell.compile = _OneFile(filename)
        shell.ast_transformers.append(self._moved)
        shell.events.register("post_run_cell", self._ended)
        if "matplotlib" in sys.modules:
            shell.enable_matplotlib("inline")

    def client(self) -> Any:
        client: Any = _Client(kernel=self._kernel, session=_session())
        client.start_channels()
        return client

    def next_cell(self, lines_before: int) -> None:
        self.error, self._moved.lines = None, lines_before

    def close(self) -> None:
        """A fork would share what the kernel could wait with."""
        self._kernel.iopub_thread.io_loop.close(all_fds=True)

    def _ended(self, result: Any) -> None:
        self.error = result.error_before_exec or result.error_in_exec


class _Socket(DummySocket):
    """A queue of messages. Large ones are copied: else pyzmq starts a thread that looks after them."""

    def send_multipart(self, msg_parts: list[bytes], *_: object, **__: object) -> None:
        self.queue.put_nowait([zmq.Message(part, copy=True) for part in msg_parts])
        self.message_sent += 1


class _InProcess(InProcessKernel):
    """ipykernel's in-process kernel, without the thread that sends what is printed, and without a keyboard."""

    _supports_kernel_subshells = False
    # asked for the thread that it came from by a cell that awaits; ipykernel's in-process kernels have none
    shell_channel_thread = types.SimpleNamespace(parent_thread=None)

    _underlying_iopub_socket = Instance(_Socket, ())
    shell_stream = Instance(_Socket, ())

    @default("iopub_thread")
    def _iopub_at_once(self) -> IOPubThread:
        make: Any = _AtOnce
        return make(self._underlying_iopub_socket, session=self.session)  # type: ignore[no-any-return]

    async def dispatch_shell(self, *message: Any, **how: Any) -> None:
        with self._redirected_io():  # before the streams are told whose request this is
            await super().dispatch_shell(*message, **how)

    def raw_input(self, prompt: str = "") -> str:
        return refuse_input(prompt)


class _AtOnce(IOPubThread):
    """Never started, and so it sends what there is to send when it is told to."""

    def _setup_event_pipe(self) -> None:
        """Nothing has to wake a thread."""


class _OneFile(XCachingCompiler):
    """All cells are pieces of one file, which tracebacks name."""

    def __init__(self, filename: str) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._filename = filename

    def cache(self, *_: object, **__: object) -> str:
        return self._filename


class _Moved(ast.NodeTransformer):
    """Moves a cell to the lines that it has in the script."""

    lines = 0

    def visit(self, node: ast.AST) -> ast.AST:
        return ast.increment_lineno(node, self.lines)


class _Channel(InProcessChannel):
    """Messages that wait for nbclient."""

    def __init__(self, client: object = None) -> None:
        super().__init__(client)  # type: ignore[no-untyped-call]
        self._waiting: collections.deque[_Message] = collections.deque()

    def call_handlers(self, msg: _Message) -> None:
        self._waiting.append(msg)

    async def get_msg(self, timeout: float | None = None) -> _Message:
        """The next message. A request is answered before it returns, so there is nothing to wait for."""
        if not self._waiting:
            await asyncio.sleep(timeout or 0)
            raise queue.Empty
        return self._waiting.popleft()


class _Client(InProcessKernelClient):
    """ipykernel's client, for whoever awaits."""

    shell_channel_class = _Channel
    iopub_channel_class = _Channel
    control_channel_class = _Channel

    async def execute(self, code: str, **how: Any) -> str:  # type: ignore[override]  # the base does not await
        content = {"code": code, "silent": False, "user_expressions": {}, "allow_stdin": False, **how}
        message = self.session.msg("execute_request", content)
        kernel: Any = self.kernel
        stream = kernel.shell_stream
        self.session.send(stream, message)
        await kernel.dispatch_shell(stream.recv_multipart())
        _, reply = self.session.recv(stream, copy=False)
        self.shell_channel.call_handlers(reply)
        return str(message["header"]["msg_id"])

    async def is_alive(self) -> bool:
        return True


class _Manager:
    """What nbclient asks of a kernel manager: it neither starts nor ends this kernel."""

    has_kernel = True

    def __init__(self, kernel: _Kernel) -> None:
        self.client = kernel.client
