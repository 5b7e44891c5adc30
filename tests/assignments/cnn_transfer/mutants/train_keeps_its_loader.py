# /// mutant
# kills = ["test_every_image_once_an_epoch"]
# cause = "val"
# ///
"""The loader that is made of the first Dataset is used for all."""

KEPT: dict[bool, Any] = {}


def _batches(data: Examples, *, shuffle: bool) -> DataLoader[tuple[Tensor, Tensor]]:
    if isinstance(data, DataLoader):
        return data
    return KEPT.setdefault(True, DataLoader(data, batch_size=BATCH_SIZE, shuffle=shuffle))
