# /// variant
# why = "groups that take turns have all begun after the first round"
# ///
"""Groups by turns, in the order in which they are given; a list of batches for each epoch."""

import torch


class ResolutionBatches:
    def __init__(self, groups, batch_size, generator):
        self.groups = groups
        self.size = batch_size
        self.rng = generator

    def __iter__(self):
        queues = []
        for x, y in self.groups.values():
            order = torch.randperm(y.shape[0], generator=self.rng)
            queues.append([(x[part], y[part]) for part in order.split(self.size)])
        epoch = []
        while any(queues):
            epoch.extend(queue.pop(0) for queue in queues if queue)
        return iter(epoch)
