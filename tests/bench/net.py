"""Learn the small net that ships, from what each message should score; `bot.core.understand.model` reads it."""

from collections import Counter
from collections.abc import Sequence
from math import sqrt
from typing import Any

from bot.core.content.understanding import Learned, Task
from bot.core.understand.model import DAMPED, PAIRS, STEPS, Doc, features_of
from tests.bench.heavy import heavy

LEAST = 5
"""How many examples a feature must stand in; what was seen less often teaches nothing."""
KEPT = 31_000
"""How many features are kept, those that do most; more would not go into one file."""
UNITS = 32
"""Inner units; an even number, since two weights share a letter."""
SCALE = 0.12
"""What one step of a kept weight is worth."""
ROUNDS = 4
BATCH = 256
RATE = 0.005
"""How far a step goes at first; it falls to nothing."""
HEAT = 3.0
"""Scores are learned divided by this, so that what is unlikely tells something, too (Hinton, 2015)."""
OWN = 2.0
"""How much a message's own label counts beside that."""
_NONE = -100
"""In the place of a label."""


def learned_net(
    task: Task, classes: Sequence[str], docs: Sequence[tuple[Doc, str | None]], scores: Sequence[Sequence[float]]
) -> Learned:
    """A net that gives these messages these scores, class by class, and its own label most where there is one. Only
    features of messages with a label, which are somebody's own words, are kept.
    """
    torch, np = heavy("torch"), heavy("numpy")
    found = [features_of(doc) for doc, _ in docs]
    often = Counter(name for (_, own), features in zip(docs, found, strict=True) if own for name in set(features))
    names = sorted(name for name, times in often.items() if times >= LEAST)
    shares = torch.softmax(torch.tensor(np.asarray(scores, dtype=np.float32)) / HEAT, 1)
    labels = torch.tensor([classes.index(own) if own else _NONE for _, own in docs])
    bags = _bags(np, found, names)
    inner = _trained(torch, np, bags, len(names), shares, labels).bag.weight.detach().numpy()
    uses = np.bincount(np.concatenate([bag for bag, _ in bags]), minlength=len(names))
    most = np.argsort(-((inner**2).sum(axis=1) * uses), kind="stable")[:KEPT]
    names = sorted(names[at] for at in most)
    net = _trained(torch, np, _bags(np, found, names), len(names), shares, labels)
    layer = tuple(
        (round(float(bias), 3), *(round(float(each), 3) for each in row))
        for bias, row in zip(net.out.bias.detach().numpy(), net.out.weight.detach().numpy(), strict=True)
    )
    rows = {"": net.base.detach().numpy(), **dict(zip(names, net.bag.weight.detach().numpy(), strict=True))}
    lines = "\n".join(f"{name}={_in_pairs(row)}" for name, row in rows.items())
    return Learned(task=task, classes=tuple(classes), scale=SCALE, layer=layer, rows=lines)


def _bags(np: Any, found: Sequence[Sequence[str]], names: Sequence[str]) -> list[tuple[Any, float]]:
    """The features of each message by number, and the weight that each of them is read with."""
    number = {name: at for at, name in enumerate(names)}
    return [
        (
            np.array([number[name] for name in features if name in number], dtype=np.int64),
            1 / sqrt(len(features) + DAMPED),
        )
        for features in found
    ]


def _trained(torch: Any, np: Any, bags: Sequence[tuple[Any, float]], count: int, shares: Any, labels: Any) -> Any:
    torch.manual_seed(0)
    net = _net(torch, count, shares.shape[1])
    optimizer = torch.optim.Adam(net.parameters(), lr=RATE)
    by_label = torch.nn.CrossEntropyLoss(ignore_index=_NONE, reduction="none")
    steps, done = ROUNDS * len(bags) // BATCH + ROUNDS, 0
    for number in range(ROUNDS):
        order = np.random.RandomState(number).permutation(len(bags))
        for first in range(0, len(order), BATCH):
            chosen = order[first : first + BATCH]
            said = net(*_joined(torch, np, [bags[at] for at in chosen]))
            missed = -(shares[chosen] * torch.log_softmax(said / HEAT, 1)).sum(1) * HEAT**2
            missed = missed + OWN * by_label(said, labels[chosen])
            optimizer.param_groups[0]["lr"] = RATE * (1 - done / steps)
            optimizer.zero_grad()
            missed.mean().backward()
            optimizer.step()
            done += 1
    return net


def _net(torch: Any, count: int, classes: int) -> Any:
    class Net(torch.nn.Module):  # type: ignore[misc]
        def __init__(self) -> None:
            super().__init__()
            self.bag = torch.nn.EmbeddingBag(count, UNITS, mode="sum")
            torch.nn.init.uniform_(self.bag.weight, -0.02, 0.02)
            self.base = torch.nn.Parameter(torch.zeros(UNITS))
            self.out = torch.nn.Linear(UNITS, classes)
            torch.nn.init.xavier_uniform_(self.out.weight)

        def forward(self, numbers: Any, starts: Any, weights: Any) -> Any:
            return self.out(torch.relu(self.bag(numbers, starts, per_sample_weights=weights) + self.base))

    return Net()


def _joined(torch: Any, np: Any, bags: Sequence[tuple[Any, float]]) -> tuple[Any, Any, Any]:
    sizes = [len(bag) for bag, _ in bags]
    weights = np.repeat(np.array([weight for _, weight in bags], dtype=np.float32), sizes)
    starts = np.cumsum([0, *sizes[:-1]])
    return (
        torch.from_numpy(np.concatenate([bag for bag, _ in bags])),
        torch.from_numpy(starts),
        torch.from_numpy(weights),
    )


def _in_pairs(row: Sequence[float]) -> str:
    """Weights as `Learned.rows` keeps them: a letter for two of them."""
    steps = [max(0, min(STEPS - 1, STEPS // 2 + round(float(each) / SCALE))) for each in row]
    return "".join(PAIRS[one * STEPS + other] for one, other in zip(steps[::2], steps[1::2], strict=True))
