# /// attack
# does = "is handed in as a folder whose name is markup, escapes and a formula"
# own = {}
# builds = true
# ///
"""The name of the folder is the name of the submission, on every page and in every table."""

def build(folder, right):
    handed_in = folder / "=cmd|<img src=x onerror=alert(1)>\x1b[2J\u202e[red]{{7*7}}\n"
    handed_in.mkdir()
    (handed_in / "mlp.py").write_text(right, encoding="utf-8")
    return handed_in
