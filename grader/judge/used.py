"""What the processes of a test used, and what they printed."""

from __future__ import annotations

from dataclasses import dataclass, field

from grader.remote.channel import Output
from grader.sandbox.ends import Exit


@dataclass
class Used:
    """What the process of the running test used, and what it printed; limit and output are also those of a shared
    run, for the test that is the first to ask about it."""

    limit_seconds: float = 0.0
    loading_seconds: float = 0.0  # wall time of running the file: it belongs to no test
    cpu_seconds: float = 0.0
    over_memory: bool = False
    peak_memory_mb: float = 0.0
    output: list[str] = field(default_factory=list)

    def add_second_run(self, other: Used) -> None:
        """What a second run used, but for its CPU seconds, which are told apart."""
        self.limit_seconds += other.limit_seconds
        self.loading_seconds += other.loading_seconds
        self.peak_memory_mb = max(self.peak_memory_mb, other.peak_memory_mb)
        self.output += other.output

    def add(self, exit_: Exit, output: Output) -> None:
        self.cpu_seconds += exit_.cpu_seconds
        self.over_memory |= exit_.over == "memory"
        self.peak_memory_mb = max(self.peak_memory_mb, exit_.peak_memory_mb)
        if text := output.text():
            self.output.append(text)
