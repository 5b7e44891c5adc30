# /// attack
# does = "replaces functions of os that the harness does not call after loading, and answers rightly"
# own = {}
# ///
"""execve, spawn and system are replaced by nothing. That is odd, and no mistake."""

import os

os.execve = os.execv = os.system = os.popen = os.posix_spawn = os.kill = lambda *_, **__: None
os.environ.clear()
