# /// variant
# why = "a sampler of buckets over one dataset deals out the same batches"
# ///
"""A Dataset of all images, whose batch sampler names images of one size only; short batches need not come last."""

import torch
from torch.utils.data import DataLoader, Dataset


class AllImages(Dataset):
    def __init__(self, groups):
        self.items = [(x[i], y[i]) for x, y in groups.values() for i in range(len(y))]
        self.sizes = [size for size, (_, y) in groups.items() for _ in range(len(y))]

    def __len__(self):
        return len(self.items)

    def __getitem__(self, index):
        return self.items[index]


class Buckets:
    def __init__(self, sizes, batch_size, generator):
        self.sizes, self.batch_size, self.generator = torch.tensor(sizes), batch_size, generator

    def __iter__(self):
        queues = {}
        for size in self.sizes.unique().tolist():
            members = (self.sizes == size).nonzero()[:, 0]
            members = members[torch.randperm(len(members), generator=self.generator)]
            rest = len(members) % self.batch_size
            parts = [members[:rest]] * bool(rest) + list(members[rest:].split(self.batch_size)) * (rest < len(members))
            queues[size] = [part.tolist() for part in parts]
        longest = max(len(queue) for queue in queues.values())
        for place in range(longest):
            for queue in queues.values():
                if place < len(queue):
                    yield queue[place]


class ResolutionBatches:
    def __init__(self, groups, batch_size, generator):
        dataset = AllImages(groups)
        self.loader = DataLoader(dataset, batch_sampler=Buckets(dataset.sizes, batch_size, generator))

    def __iter__(self):
        return iter(self.loader)
