"""An autograder for Classroom 50 that runs the public tests: one point each.

It lies beside `template/`, the released template, and the grader's wheel, and all of that is published with the
classroom: put nothing here that is hidden. Classroom 50 runs this file in the student's checkout. Of that only the file
that the student writes is used; tests and settings are those beside this file.
"""

from __future__ import annotations

import datetime
import json
import os
import shutil
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path

BUNDLE = Path(os.environ.get("CLASSROOM50_BUNDLE_DIR") or Path(__file__).parent)
TEMPLATE = BUNDLE / "template"
LARGEST = 8 << 20


def main() -> int:
    """Write result.json into the current folder; 0 whenever the tests could be run."""
    file = tomllib.loads((TEMPLATE / "assignment.toml").read_text(encoding="utf-8"))["file"]
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made) / "work"
        shutil.copytree(TEMPLATE, folder)
        names = (file, f"{Path(file).stem}.ipynb")
        handed_in = [name for name in names if _can_be_read(Path(name))]
        for name in names if handed_in else ():  # nothing handed in is the stub, which passes nothing
            (folder / name).unlink(missing_ok=True)
        for name in handed_in:
            shutil.copyfile(name, folder / name)
        # isolated from what stands in the checkout, and the student's code from this runner's environment
        order = [sys.executable, "-P", "-m", "grader", "check", str(folder), "--sandbox", "--json"]
        done = subprocess.run(order, stdout=subprocess.PIPE, cwd=BUNDLE, check=False)
    if done.returncode not in (0, 1):
        return 2
    told = json.loads(done.stdout)
    if told["isolation"] == "E":
        print("this machine gives no isolation: nothing is graded; see grader doctor", file=sys.stderr)
        return 2
    told_at = datetime.datetime.now(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    known = os.environ.get
    result = {
        "schema": "classroom50/result/v1",
        "classroom": known("CLASSROOM", ""),
        "assignment": known("ASSIGNMENT", ""),
        "assignment_type": known("ASSIGNMENT_TYPE") or "individual",
        "owner": known("OWNER") or known("USERNAME", ""),
        "submission": known("SUBMISSION_TAG", ""),
        "commit": known("COMMIT_URL", ""),
        "release": known("RELEASE_URL", ""),
        "review": known("REVIEW_URL") or known("COMMIT_URL", ""),
        "datetime": told_at,
        "score": told["passed"],
        "max-score": told["of"],
        "tests": [
            {
                "test-name": test["title"],
                "passed": test["status"] == "passed",
                "score": int(test["status"] == "passed"),
                "max-score": 1,
            }
            for test in told["tests"]
        ],
    }
    Path("result.json").write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")
    return 0


def _can_be_read(path: Path) -> bool:
    return path.is_file() and not path.is_symlink() and path.stat().st_size <= LARGEST


if __name__ == "__main__":
    sys.exit(main())
