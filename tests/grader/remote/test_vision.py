import subprocess
import sys

import pytest

WITH = "from grader.remote.vision import prepare_torchvision; prepare_torchvision(); prepare_torchvision()\n"
USE = """
import torch, torchvision.transforms.v2
net = torchvision.models.resnet18(weights=None, num_classes=3)
print(tuple(net(torch.zeros(2, 3, 64, 64)).shape))
"""


def run(source: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-c", source], capture_output=True, text=True, check=False)


def test_torchvision_works_beside_this_torch() -> None:
    done = run(WITH + USE)
    assert done.stdout == "(2, 3)\n", done.stderr


def test_the_declarations_are_needed_only_beside_a_cpu_build() -> None:
    done = run(USE)
    if done.returncode == 0:
        pytest.skip("this torch loads torchvision's compiled part by itself")
    assert "torchvision::nms does not exist" in done.stderr
