"""Make torchvision importable beside a CPU build of torch.

torchvision from PyPI is built against CUDA: beside a torch without it, its compiled part cannot be loaded and its
import ends in "operator torchvision::nms does not exist". What the courses use of torchvision (models, transforms,
datasets) needs none of these operators, only their declarations.
"""

from __future__ import annotations

import importlib.util
from pathlib import Path

# What torchvision 0.28's Python part registers fake kernels for at import.
SCHEMAS = (
    "nms(Tensor dets, Tensor scores, float iou_threshold) -> Tensor",
    "qnms(Tensor dets, Tensor scores, float iou_threshold) -> Tensor",
)

_libraries: list[object] = []  # a torch Library takes its declarations along when it is collected


def prepare_torchvision() -> None:
    """Declare torchvision's operators where its compiled part cannot be loaded; call before importing it."""
    if importlib.util.find_spec("torch") is None:
        return
    import torch

    if _libraries or torch.version.cuda is not None or _compiled_part_loads():
        return
    library = torch.library.Library("torchvision", "DEF")  # type: ignore[no-untyped-call]  # torch
    for schema in SCHEMAS:
        library.define(schema)  # type: ignore[no-untyped-call]  # torch
    _libraries.append(library)


def _compiled_part_loads() -> bool:
    import torch

    found = importlib.util.find_spec("torchvision")
    folders = found.submodule_search_locations if found is not None else None
    for folder in folders or ():
        for path in Path(folder).glob("_C*.so"):
            try:
                torch.ops.load_library(str(path))  # type: ignore[no-untyped-call]  # torch
            except OSError:
                continue
            return True
    return False
