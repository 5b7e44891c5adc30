"""What of a source is compared, and what is not."""

from __future__ import annotations

import time

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.similar.prints import WINDOW, K, fingerprint, winnowed
from grader.similar.words import words_of

SOURCE = '''
import numpy as np


def softmax(logits, axis=-1):
    """Of each row."""
    shifted = logits - logits.max(axis=axis, keepdims=True)  # so that nothing overflows
    powers = np.exp(shifted)
    return powers / powers.sum(axis=axis, keepdims=True)
'''


def said(source: str) -> str:
    return " ".join(words_of(source).words)


def test_names_numbers_and_texts_are_one_word_each() -> None:
    assert said("rate = 0.5 if kind == 'slow' else len(x)\n") == "V = N if V == S else len ( V )"


def test_what_is_behind_a_dot_stays_unless_the_source_gives_it() -> None:
    assert said("y = np.exp(self.weights.sum())\nself.weights = y\n") == "V = V . exp ( V . V . sum ( ) ) V . V = V"


def test_a_class_that_is_never_used_makes_no_other_words_of_the_rest() -> None:
    unused = "class Unused:\n    def exp(self): pass\n    def sum(self): pass\n    def max(self): pass\n"
    assert said(SOURCE + unused).startswith(said(SOURCE))


@pytest.mark.parametrize(
    "changed",
    [
        SOURCE.replace("shifted", "a").replace("powers", "b").replace("logits", "z"),
        SOURCE.replace('"""Of each row."""', "'''Something else,\n    in two lines.'''"),
        SOURCE.replace("  # so that nothing overflows", ""),
        SOURCE.replace("axis=axis, keepdims=True", "\n        axis=axis,\n        keepdims=True,\n    "),
        SOURCE.replace("    ", "\t"),
        SOURCE.replace("def softmax(logits, axis=-1)", "def softmax(logits: Floats, *, axis: int = -1) -> Floats"),
        SOURCE.replace("import numpy as np", "import math\nimport numpy as np\n@decorated"),
        SOURCE.replace("keepdims=True)  #", "keepdims=True);  #"),
    ],
)
def test_what_a_student_can_change_without_changing_the_program_changes_no_word(changed: str) -> None:
    assert changed != SOURCE
    assert words_of(changed).words == words_of(SOURCE).words


def test_another_operation_is_another_word() -> None:
    assert words_of(SOURCE.replace("powers / ", "powers * ")).words != words_of(SOURCE).words


def test_the_order_of_functions_changes_no_fingerprint() -> None:
    body = "    found = 0\n    for value in values:\n        found += value * value\n    return found\n"
    other = f"\n\ndef total(values):\n{body}"
    one, turned = fingerprint(SOURCE + other), fingerprint(other + SOURCE)
    assert len(one.chosen) > 2
    assert one.chosen.tolist() == turned.chosen.tolist()


@pytest.mark.parametrize("broken", ['note = f"{x', 'f"{', 'y = f"{\n0  # }\n}"', 'f"{x!r:{', "g = f'''{"])
def test_a_line_that_is_broken_hides_nothing_of_what_comes_after_it(broken: str) -> None:
    source = "def f(a, b):\n    total = a * b + 1\n    for n in range(3):\n        total -= n\n    return total\n"
    after = words_of(f"{broken}\n{source}").words
    own = words_of(source).words
    assert "".join(own) in "".join(after)


@given(st.text())
def test_any_text_has_words_where_they_say_they_are(text: str) -> None:
    source = text.replace("\r", "\n")
    words = words_of(source)
    assert len({len(words.words), len(words.begins), len(words.ends), len(words.pieces)}) == 1
    for word, begin, end in zip(words.words, words.begins, words.ends, strict=True):
        assert 0 <= begin <= end <= len(source)
        assert word in ("V", "N", "S") or source[begin:end] == word


@given(st.lists(st.integers(0, 50), max_size=60))
def test_each_window_has_one_of_its_hashes_chosen(values: list[int]) -> None:
    hashes = np.array(values, np.uint64)
    chosen = set(winnowed(hashes).tolist())
    for start in range(len(values) - WINDOW + 1):
        assert min(values[start : start + WINDOW]) in chosen
    assert chosen <= set(values)
    assert bool(chosen) == bool(values)


def test_what_two_sources_share_for_long_enough_is_found() -> None:
    shared = "".join(f"a{number} = b.name{number}(c)\n" for number in range(4))  # eight words each
    one, other = fingerprint(f"x = x + 1\n{shared}y = -y\n"), fingerprint(f"for z in w: pass\n{shared}q.r()\n")
    assert len(words_of(shared).words) >= K + WINDOW - 1
    assert set(one.chosen.tolist()) & set(other.chosen.tolist())


@pytest.mark.parametrize(
    "source",
    ["(" * 100_000, '"' * 100_001, "\\\n" * 50_000, 'f"{' * 10_000, "x = 1\n" * 80_000, "$?" * 100_000, "é" * 200_000],
    ids=["brackets", "quotes", "continued", "f-strings", "lines", "no Python", "one name"],
)
def test_hostile_sources_take_seconds_at_most(source: str) -> None:
    begin = time.process_time()
    fingerprint(source)
    assert time.process_time() - begin < 20
