from __future__ import annotations

import ast
import itertools
import textwrap

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.errors import ReleaseError
from grader.release import strip_solutions


def stripped(source: str) -> str:
    return strip_solutions(textwrap.dedent(source), "reference/some/mlp.py")


def test_a_region_in_a_function_becomes_what_is_to_be_written() -> None:
    source = '''
        import numpy as np

        def softmax(logits, axis=1):
            """Write the row-wise softmax.

            More of it.
            """
            ### BEGIN SOLUTION
            shifted = np.exp(logits)

            return shifted
            ### END SOLUTION

        after = 1
        '''
    expected = '''
        import numpy as np

        def softmax(logits, axis=1):
            """Write the row-wise softmax.

            More of it.
            """
            raise NotImplementedError("softmax: write the row-wise softmax")

        after = 1
        '''
    assert stripped(source) == textwrap.dedent(expected)


def test_depth_names_and_the_text_around_stay() -> None:
    source = '''
        class Linear(Layer):
            """A layer."""

            def forward(self, x):
                """ReLU of the sum"""
                total = 0
                for part in x:
                    # add the part
                    ### BEGIN SOLUTION
                    total += part
                    ### END SOLUTION
                    # and go on
                return total  # the end

            async def fit(self):
                def step(lr):
                    ### BEGIN SOLUTION
                    pass
                    ### END SOLUTION
        '''
    expected = '''
        class Linear(Layer):
            """A layer."""

            def forward(self, x):
                """ReLU of the sum"""
                total = 0
                for part in x:
                    # add the part
                    raise NotImplementedError("Linear.forward: ReLU of the sum")
                    # and go on
                return total  # the end

            async def fit(self):
                def step(lr):
                    raise NotImplementedError("Linear.fit.step: write this function")
        '''
    assert stripped(source) == textwrap.dedent(expected)


def test_helpers_outside_of_functions_vanish() -> None:
    source = """
        x = 1

        ### BEGIN SOLUTION
        def helper():
            return 1
        ### END SOLUTION

        class A:
            ### BEGIN SOLUTION
            table = {}

            def helper(self):
                return 1
            ### END SOLUTION

        y = 2
        """
    expected = """
        x = 1

        class A:
            pass

        y = 2
        """
    assert stripped(source) == textwrap.dedent(expected)


def test_a_marked_line_takes_its_whole_statement_and_its_neighbours() -> None:
    source = """
        def f(x):
            y = x  # kept
            z = (y +  # SOLUTION
                 1)
            z *= 2  # SOLUTION
            if z:  # SOLUTION
                z = 3
            else:
                z = 4
            return z

        @decorated
        def helper():  # SOLUTION
            return 1
        """
    expected = """
        def f(x):
            y = x  # kept
            raise NotImplementedError("f: write this function")
            return z

        """
    assert stripped(source) == textwrap.dedent(expected)


def test_a_docstring_that_is_part_of_the_solution_is_not_told() -> None:
    source = '''
        def f():
            ### BEGIN SOLUTION
            """Use the secret."""
            return 1
            ### END SOLUTION
        '''
    assert "secret" not in stripped(source)
    assert '"f: write this function"' in stripped(source)


@pytest.mark.parametrize(
    ("first_line", "says"),
    [
        ('Say "no" to \\\\ that.', '"f: say \\"no\\" to \\\\ that"'),
        ("word " * 50, '"f: ' + "word " * 15 + 'word…"'),
        ("A network", '"f: a network"'),
        ("MSE of it", '"f: MSE of it"'),
        ("ü\tx.", '"f: ü x"'),
    ],
)
def test_the_task_is_one_short_string(first_line: str, says: str) -> None:
    source = f'def f():\n    """{first_line}\n    """\n    ### BEGIN SOLUTION\n    pass\n    ### END SOLUTION\n'
    line = strip_solutions(source, "x").split("\n")[3]
    assert line == f"    raise NotImplementedError({says})"
    assert len(line) <= 122


@pytest.mark.parametrize("newline", ["\r\n", "\r"])
def test_line_ends_of_other_systems(newline: str) -> None:
    source = "def f():\n    ### BEGIN SOLUTION\n    return 1\n    ### END SOLUTION\n"
    assert strip_solutions(source.replace("\n", newline), "x") == strip_solutions(source, "x")


def test_form_feeds_do_not_shift_the_lines() -> None:
    source = (
        "a = 'x'\n\x0c\ns = '\u2028'\ndef f():\n    ### BEGIN SOLUTION\n    return 1\n    ### END SOLUTION\nb = 2\n"
    )
    assert strip_solutions(source, "x") == (
        "a = 'x'\n\x0c\ns = '\u2028'\ndef f():\n    raise NotImplementedError(\"f: write this function\")\nb = 2\n"
    )


WRONG = {
    "nested": (
        "def f():\n    ### BEGIN SOLUTION\n    a = 1\n    ### BEGIN SOLUTION\n    b = 1\n    ### END SOLUTION\n",
        r":4: ### BEGIN SOLUTION inside the region that begins in line 2",
    ),
    "unclosed": ("def f():\n    ### BEGIN SOLUTION\n    a = 1\n", ":2: ### BEGIN SOLUTION without an ### END SOLUTION"),
    "not begun": ("def f():\n    a = 1\n    ### END SOLUTION\n", ":3: ### END SOLUTION without a ### BEGIN SOLUTION"),
    "closed twice": (
        "### BEGIN SOLUTION\na = 1\n### END SOLUTION\n### END SOLUTION\n",
        ":4: ### END SOLUTION without a ### BEGIN",
    ),
    "end misindented": (
        "def f():\n    ### BEGIN SOLUTION\n    return 1\n### END SOLUTION\n",
        ":4: ### END SOLUTION is indented by 0, but the ### BEGIN SOLUTION in line 2 by 4",
    ),
    "both misindented": (
        "def f():\n  ### BEGIN SOLUTION\n    return 1\n  ### END SOLUTION\n",
        ":2: ### BEGIN SOLUTION is indented by 2, but the statements after it by 4",
    ),
    "at the margin": (
        "def f():\n### BEGIN SOLUTION\n    return 1\n### END SOLUTION\n",
        ":2: the region up to line 4 cuts through the statement in lines 1 to 3",
    ),
    "one statement less deep": (
        "def f():\n    ### BEGIN SOLUTION\n    a = 1\nb = 2\n    ### END SOLUTION\n",
        ":2: ### BEGIN SOLUTION is indented by 4, but the statements after it by 0",
    ),
    "a branch": (
        "if a:\n    b = 1\n### BEGIN SOLUTION\nelse:\n    b = 2\n### END SOLUTION\n",
        ":3: the region up to line 6 cuts through the statement in lines 1 to 5",
    ),
    "within an expression": (
        "x = [\n### BEGIN SOLUTION\n1\n### END SOLUTION\n]\n",
        ":2: the region up to line 4 cuts through the statement in lines 1 to 5",
    ),
    "half a statement": (
        "### BEGIN SOLUTION\nx = [\n### END SOLUTION\n]\n",
        ":1: the region up to line 3 cuts through the statement in lines 2 to 4",
    ),
    "arguments": ("def f(\n### BEGIN SOLUTION\na\n### END SOLUTION\n): pass\n", ":2: the region up to line 4 holds no"),
    "empty": ("### BEGIN SOLUTION\n# nothing\n### END SOLUTION\n", ":1: the region up to line 3 holds no statement"),
    "lower case": ("### begin solution\na = 1\n### end solution\n", ":1: '### begin solution' is not a marker"),
    "one sharp": ("# BEGIN SOLUTION\na = 1\n# END SOLUTION\n", ":1: '# BEGIN SOLUTION' is not a marker"),
    "no blank": ("###BEGIN SOLUTION\na = 1\n### END SOLUTION\n", ":1: '###BEGIN SOLUTION' is not a marker"),
    "more text": ("### BEGIN SOLUTION of it\na = 1\n### END SOLUTION\n", ":1: '### BEGIN SOLUTION of it' is not"),
    "after code": ("a = 1 ### BEGIN SOLUTION\nb = 1\n### END SOLUTION\n", ":1: '### BEGIN SOLUTION' is not a marker"),
    "line marker with text": ("a = 1  # SOLUTION: so\n", ":1: '# SOLUTION: so' is not a marker"),
    "line marker alone": ("a = 1\n# SOLUTION\nb = 2\n", ":2: '# SOLUTION' is not a marker"),
    "in a string": ('a = """\n### BEGIN SOLUTION\n"""\n', ":2: a solution marker inside a string has no effect"),
    "not Python": ("def f(:\n", ":1: not valid Python"),
    "not even tokens": ("x = 'a\n", ":1: not valid Python"),
    "null": ("x = 1\0", ": not valid Python"),
}


@pytest.mark.parametrize("case", WRONG)
def test_wrong_markers_are_named_by_file_and_line(case: str) -> None:
    source, says = WRONG[case]
    with pytest.raises(ReleaseError) as caught:
        strip_solutions(source, "reference/some/mlp.py")
    assert str(caught.value).startswith(f"reference/some/mlp.py{says}")


class Made:
    """A source built from pieces: solution lines hold SECRET, all others PUBLIC, each with a number of its own."""

    def __init__(self, draw: st.DrawFn) -> None:
        self.draw = draw
        self.numbers = itertools.count()
        self.solved: list[str] = []

    def public(self, depth: int) -> list[str]:
        return [f"{'    ' * depth}PUBLIC_{next(self.numbers)} = 1" for _ in range(self.draw(st.integers(0, 2)))]

    def secret(self, depth: int) -> list[str]:
        number = next(self.numbers)
        statement = self.draw(
            st.sampled_from(
                [
                    ["SECRET_{} = 1"],
                    ["SECRET_{} = (", "", "  'SECRET_{}',", ")  # SECRET_{}"],
                    ["if SECRET_{}:", "    SECRET_{} = 2", "else:", "", "    SECRET_{} = 3"],
                    ["def SECRET_{}(x):", '    """SECRET_{}', "", '    """', "    return SECRET_{}"],
                    ["@SECRET_{}", "class SECRET_{}:", "    SECRET_{} = 1"],
                    ['SECRET_{} = """', "SECRET_{}", '"""'],
                    ["# SECRET_{}", "SECRET_{} = 1; SECRET_{} = 2"],
                ]
            )
        )
        return ["    " * depth * bool(line) + line.replace("{}", str(number)) for line in statement]

    def solution(self, depth: int) -> list[str]:
        if self.draw(st.booleans()):
            number = next(self.numbers)
            return [f"{'    ' * depth}GIVEN_{number} = SECRET_{number}  # SOLUTION"]
        inside = [line for _ in range(self.draw(st.integers(1, 3))) for line in self.secret(depth)]
        margin = "    " * depth
        return [f"{margin}### BEGIN SOLUTION", *inside, f"{margin}### END SOLUTION"]

    def function(self, depth: int, prefix: str) -> list[str]:
        name = f"PUBLIC_{next(self.numbers)}"
        margin = "    " * depth
        docstring = [f'{margin}    """PUBLIC_{next(self.numbers)} is told."""'] * self.draw(st.integers(0, 1))
        self.solved.append(f"{prefix}{name}: ")
        body = [*self.public(depth + 1), *self.solution(depth + 1), *self.public(depth + 1)]
        return [f"{margin}def {name}(self=None):", *docstring, *body, ""]

    def classed(self) -> list[str]:
        name = f"PUBLIC_{next(self.numbers)}"
        pieces = [
            self.solution(1) if self.draw(st.booleans()) else self.function(1, f"{name}.")
            for _ in range(self.draw(st.integers(1, 2)))
        ]
        return [f"class {name}:", *itertools.chain.from_iterable(pieces), ""]


@st.composite
def made_sources(draw: st.DrawFn) -> tuple[str, list[str]]:
    made = Made(draw)
    lines: list[str] = []
    for _ in range(draw(st.integers(1, 4))):
        piece = draw(st.sampled_from(["public", "helper", "function", "class"]))
        if piece == "public":
            lines += made.public(0)
        elif piece == "helper":
            lines += [*made.solution(0), ""]
        elif piece == "function":
            lines += made.function(0, "")
        else:
            lines += made.classed()
    return "\n".join([*lines, ""]), made.solved


@settings(max_examples=150, deadline=None)
@given(made_sources())
def test_no_solution_line_survives_and_every_other_line_does(made: tuple[str, list[str]]) -> None:
    source, solved = made
    result = strip_solutions(source, "x.py")
    ast.parse(result)
    assert "SECRET" not in result
    assert "SOLUTION" not in result
    public = [line for line in source.split("\n") if "PUBLIC" in line]
    kept = [line for line in result.split("\n") if "PUBLIC" in line and "NotImplementedError" not in line]
    assert kept == public
    raised = [line.split('"')[1] for line in result.split("\n") if "NotImplementedError" in line]
    assert [text.split(": ")[0] for text in raised] == [name.removesuffix(": ") for name in solved]


def test_a_variable_that_is_marked_by_itself_keeps_its_name() -> None:
    source = "a = 1  # SOLUTION\nb: int = (\n    2\n)  # SOLUTION\nc = d = 3  # SOLUTION\nprint(a)  # SOLUTION\nx = a\n"
    assert stripped(source) == "a = ...\nb: int = ...\nc = d = ...\nx = a\n"
    assert stripped("p, q = 1, 2  # SOLUTION\n") == "p, q = ..., ...\n"


def test_a_variable_in_a_region_vanishes_beside_one_that_is_marked_by_itself() -> None:
    source = "a = 1  # SOLUTION\n### BEGIN SOLUTION\nhelper = 2\n### END SOLUTION\n"
    assert stripped(source) == "a = ...\n"


def test_a_formula_does_not_word_the_task() -> None:
    body = "### BEGIN SOLUTION\n    return x**2\n    ### END SOLUTION"
    source = f'def f(x):\n    r"""$y = x^2$, entry by entry"""\n    {body}\n'
    assert 'raise NotImplementedError("f: write this function")' in stripped(source)
