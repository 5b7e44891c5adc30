# /// attack
# does = "is a .zip in which the solution is a link to the reference, beside links to secrets and devices"
# all = ["failed"]
# says = "symbolic link"
# builds = true
# quick = true
# ///
"""Unpacked, mlp.py would be the model answer, and its neighbour a secret. A link in an archive is a file of a kind
that is left out."""

import stat
import zipfile


def build(folder, right):
    path = folder / "alice.zip"
    with zipfile.ZipFile(path, "w") as made:
        for name, mode, content in (
            ("mlp.py", stat.S_IFLNK, "@REPOSITORY@/reference/mlp_numpy/mlp.py"),
            ("secret.txt", stat.S_IFLNK, "@SECRET@"),
            ("zero", stat.S_IFCHR, ""),
            ("pipe", stat.S_IFIFO, ""),
        ):
            member = zipfile.ZipInfo(name)
            member.create_system = 3
            member.external_attr = (mode | 0o777) << 16
            made.writestr(member, content)
    return path
