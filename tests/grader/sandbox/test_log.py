"""The log of a sandbox: what happened and when, never more than a page of it."""

from __future__ import annotations

import itertools
import signal

import pytest

from grader.sandbox.ends import ENDED, Exit
from grader.sandbox.log import Log, how_it_ended


def test_events_have_the_seconds_since_the_log_was_begun_and_the_test_that_runs() -> None:
    log = Log(itertools.count(100.0, 0.25).__next__)
    log.say("started")
    log.test = "test_relu"
    log.say("ended")
    assert [(event.seconds, event.test, event.what) for event in log.events] == [
        (0.25, "", "started"),
        (0.5, "test_relu", "ended"),
    ]


def test_what_goes_on_for_ever_is_cut_and_said_to_be() -> None:
    log = Log()
    for number in range(100_000):
        log.say(f"event {number}")
    assert len(log.events) == 200
    assert [event.what for event in log.events[-2:]] == ["event 198", "and more"]


@pytest.mark.parametrize(
    ("ended", "words"),
    [
        (ENDED, ""),
        (Exit(False, None, None, 1.0, 9.0, "memory"), "was over its limit on memory"),
        (Exit(True, signal.SIGXCPU, None, 1.0, 9.0, "cpu"), "was over its limit on CPU time"),
        (Exit(True, None, 3, 1.0, 9.0), "ended with status 3"),
        (Exit(True, signal.SIGBUS, None, 1.0, 9.0), "ended by SIGBUS"),
        (Exit(True, 45, None, 1.0, 9.0), "ended by signal 45"),
    ],
)
def test_how_a_process_ended_in_words(ended: Exit, words: str) -> None:
    assert how_it_ended(ended) == words
