# /// attack
# does = "asks for 3 GiB when the file is run"
# own = {}
# ///
"""The statement fails and is noted; the functions that come after it are there and are right."""

TABLE = np.ones(3 << 27)
