# /// attack
# does = "brings modules with the names of those that the harness uses, beside a right solution"
# own = {}
# builds = true
# ///
"""The folder of a script comes first on the path of most interpreters: a numpy.py or a grader/ in it takes the
place of the real one. What the worker uses is loaded before the folder is there."""

NAMES = "numpy msgspec pytest _pytest warnings random json socket struct select linecache hashlib traceback ast"
MODULE = """
import os
print("taken", __name__)
def __getattr__(name):
    if name.startswith("__"):
        raise AttributeError(name)
    return lambda *_, **__: True
"""


def build(folder, right):
    (folder / "mlp.py").write_text(right, encoding="utf-8")
    for name in NAMES.split():
        (folder / f"{name}.py").write_text(MODULE, encoding="utf-8")
    for name in ("grader", "grader/remote", "grader/sandbox", "grader/checks", "grader/judge", "parso"):
        (folder / name).mkdir()
        (folder / name / "__init__.py").write_text(MODULE, encoding="utf-8")
    for name in ("remote/encoder", "remote/torch_values", "remote/constructors", "judge/verdict", "checks/closeness"):
        (folder / "grader" / f"{name}.py").write_text(MODULE, encoding="utf-8")
    return folder
