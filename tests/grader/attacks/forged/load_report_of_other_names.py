# /// attack
# does = "makes the worker report a file of a hundred thousand names, with markup in the reasons why some are missing"
# all = ["failed"]
# says = "is not defined"
# ///
"""A report that is true in form and false in every word: the functions are not in it, so they are not there."""

import grader.remote.answering


NAMES = {f"name_{number}": True for number in range(20_000)}
BROKEN = [["exception", -5, "<script>alert(1)</script>" * 20, ["y" * 500]]] * 150

grader.remote.answering.Worker._report = lambda self: [NAMES, BROKEN]
