# /// attack
# does = "turns every warning into an exception and takes the process down when one is shown, and answers rightly"
# own = {}
# ///
"""Filters and hooks for warnings are one's own affair: as long as the solution warns of nothing, they change
nothing."""

import os
import warnings

warnings.simplefilter("error")
np.seterr(under="ignore")
warnings.showwarning = lambda *_, **__: os._exit(0)
warnings.formatwarning = lambda *_, **__: 5
