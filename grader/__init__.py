"""dlgrader grades deep-learning assignments: hidden tests judge in a trusted process, student code in a sandbox."""

import sys

__version__ = "0.1.0"


def check(keyword: str = "") -> None:
    """In a notebook: run the public tests of its folder on what the cells have defined so far.

    `keyword`: only the tests with that in their name. Outside a notebook, `grader check` does so with a file.
    """
    try:
        from grader.cli.check import check_names
    except ImportError:  # where submissions run, there is no more of this package than they need
        print("(the public tests are not run while the notebook is graded)")
        return
    check_names(sys._getframe(1).f_globals, keyword)
