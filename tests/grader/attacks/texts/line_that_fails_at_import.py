# /// attack
# does = "has a line of markup and escapes that fails when the file is run"
# own = {}
# ///
"""What of a file could not be run is told at the top of its page, in its own words."""

if True:
    raise ValueError("<script>alert(1)</script>\x1b[2J\u202e[red]=cmd|x\0\ud800")
