# /// mutant
# kills = ["test_every_image_once_an_epoch"]
# cause = "order"
# ///
"""Each batch has the same images in every epoch, in another order."""

def _batches(data: Examples, *, shuffle: bool) -> DataLoader[tuple[Tensor, Tensor]]:
    if isinstance(data, DataLoader):
        return data
    parts = torch.arange(len(data)).split(BATCH_SIZE)
    orders = [part[torch.randperm(len(part))] if shuffle else part for part in parts]
    return DataLoader(data, batch_sampler=[order.tolist() for order in orders])
