# /// mutant
# kills = ["test_every_image_is_dealt_once"]
# cause = "left before its end"
# ///
"""An epoch that was not finished is."""

class ResolutionBatches:

    def __init__(self, groups: Groups, batch_size: int, generator: torch.Generator) -> None:
        self.groups, self.batch_size, self.generator = groups, batch_size, generator

    def __iter__(self) -> Iterator[tuple[Tensor, Tensor]]:
        if getattr(self, "left", None):
            while self.left:
                size, batch = self.left.pop(0)
                x, y = self.groups[size]
                yield x[batch], y[batch]
            return
        turns: list[tuple[float, float, int, Tensor]] = []
        for size, (_, y) in self.groups.items():
            batches = torch.split(torch.randperm(len(y), generator=self.generator), self.batch_size)
            ties = torch.rand(len(batches), generator=self.generator).tolist()
            turns += [((k + 0.5) / len(batches), ties[k], size, batch) for k, batch in enumerate(batches)]
        self.left = [t[2:] for t in sorted(turns, key=lambda turn: turn[:2])]
        while self.left:
            size, batch = self.left.pop(0)
            x, y = self.groups[size]
            yield x[batch], y[batch]
