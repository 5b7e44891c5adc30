# /// attack
# does = "raises its own limit of CPU time as far as it can in predict, then loops"
# own = { predict = ["timeout"] }
# says = "stopped at the time limit of"
# ///
"""Up to the hard limit everyone may raise his own. That is one second away, and beyond it nobody may."""

import contextlib
import resource


def predict(params, x):
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    for limit in ((hard, hard), (resource.RLIM_INFINITY, resource.RLIM_INFINITY)):
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_CPU, limit)
    while True:
        pass
