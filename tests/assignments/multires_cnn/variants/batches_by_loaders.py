# /// variant
# why = "a DataLoader for each group makes batches as well"
# ///
"""DataLoaders without worker processes; one batch of each group first, all others in random order."""

import torch
from torch.utils.data import DataLoader, TensorDataset


class ResolutionBatches:
    def __init__(self, groups, batch_size, generator):
        self.generator = generator
        self.loaders = [
            DataLoader(TensorDataset(x, y), batch_size, shuffle=True, generator=generator, num_workers=0)
            for x, y in groups.values()
        ]

    def __len__(self):
        return sum(len(loader) for loader in self.loaders)

    def __iter__(self):
        iterators = [iter(loader) for loader in self.loaders]
        first = torch.randperm(len(iterators), generator=self.generator).tolist()
        rest = torch.tensor([n for n, loader in enumerate(self.loaders) for _ in range(len(loader) - 1)])
        rest = rest[torch.randperm(len(rest), generator=self.generator)].long().tolist()
        for number in first + rest:
            yield next(iterators[number])
