# /// mutant
# kills = ["test_every_image_once_an_epoch"]
# cause = "order"
# ///
"""The images are gone through in their own order, from a random one on."""

def _batches(data: Examples, *, shuffle: bool) -> DataLoader[tuple[Tensor, Tensor]]:
    if isinstance(data, DataLoader):
        return data
    first = int(torch.randint(len(data), ())) if shuffle else 0
    order = torch.arange(len(data)).roll(first)
    return DataLoader(data, batch_sampler=[part.tolist() for part in order.split(BATCH_SIZE)])
