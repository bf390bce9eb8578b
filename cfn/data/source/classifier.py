"""A classifier of sentences by the words in them: naive Bayes with add-one smoothing.

It needs nothing but Python, so that it runs in any of AWS's images.
"""

import json
import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

_WORD = re.compile(r"[a-z]+")
_FILE = "model.json"


@dataclass(frozen=True)
class Classifier:
    """How often each label was seen, and each word under it."""

    labels: Mapping[str, int]
    words: Mapping[str, Mapping[str, int]]

    def probabilities(self, sentence: str) -> dict[str, float]:
        """How probable each label is."""
        vocabulary = {word for counted in self.words.values() for word in counted}
        scores = {}
        for label, seen in self.labels.items():
            counted = self.words[label]
            size = sum(counted.values()) + len(vocabulary)
            likelihood = sum(math.log((counted.get(word, 0) + 1) / size) for word in _words(sentence))
            scores[label] = math.log(seen) + likelihood
        top = max(scores.values())
        weights = {label: math.exp(score - top) for label, score in scores.items()}
        total = sum(weights.values())
        return {label: weight / total for label, weight in weights.items()}

    def save(self, folder: Path) -> None:
        """Write it into a folder."""
        (folder / _FILE).write_text(json.dumps(asdict(self), sort_keys=True), encoding="utf-8")


def fit(examples: Iterable[tuple[str, str]]) -> Classifier:
    """Learn from sentences and their labels."""
    labels: Counter[str] = Counter()
    words: dict[str, Counter[str]] = {}
    for sentence, label in examples:
        labels[label] += 1
        words.setdefault(label, Counter()).update(_words(sentence))
    return Classifier(dict(labels), {label: dict(counted) for label, counted in words.items()})


def load(folder: Path) -> Classifier:
    """The classifier that was written into a folder."""
    found = json.loads((folder / _FILE).read_text(encoding="utf-8"))
    return Classifier(found["labels"], found["words"])


def _words(sentence: str) -> list[str]:
    return _WORD.findall(sentence.lower())
