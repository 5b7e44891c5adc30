"""What a judge may use itself: values from a submission must not make judging them endless."""

from __future__ import annotations

import contextlib
import signal
from collections.abc import Generator

from grader.remote.outcomes import LimitReached

CPU_SECONDS = 60.0  # of this process in one test; judging takes a fraction of a second
WHOLE = 1200  # CPU seconds of this process in one grading
MEMORY = 6 << 30  # bytes beside what is there already: a dataset's splits take less than one


@contextlib.contextmanager
def bounded_time(seconds: float | None = None) -> Generator[None]:
    """Raise LimitReached when the block takes more CPU time of this process (by default CPU_SECONDS).

    Waiting for the submission takes none.
    """
    seconds = CPU_SECONDS if seconds is None else seconds

    def stop(*_: object) -> None:
        raise LimitReached(f"judging what came back took more than {seconds:g} s: is it far larger than it should be?")

    before = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def bound_process(size: int = MEMORY) -> None:
    """From now on this process gets at most `size` bytes more: what goes over is a MemoryError of the test at hand.

    And what `bounded_time` cannot interrupt, one endless step in C, ends the process and the grading with it.
    """
    import resource  # not on every system that `grader check` runs on

    used = 0
    with contextlib.suppress(OSError), open("/proc/self/status", encoding="ascii") as status:  # noqa: PTH123 - a line
        used = next((int(line.split()[1]) << 10 for line in status if line.startswith("VmData:")), 0)
    _, hard = resource.getrlimit(resource.RLIMIT_DATA)
    wanted = used + size
    resource.setrlimit(resource.RLIMIT_DATA, (wanted if hard == resource.RLIM_INFINITY else min(wanted, hard), hard))
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (WHOLE if hard == resource.RLIM_INFINITY else min(WHOLE, hard), hard))
