"""What SageMaker's PyTorch containers run: training as a program, inference through the functions they look for.

The lines that it logs are those that the workflow's MetricDefinitions read.
https://sagemaker.readthedocs.io/en/stable/frameworks/pytorch/using_pytorch.html
"""

import csv
import json
import logging
import math
import os
import sys
from collections.abc import Iterator
from pathlib import Path

from classifier import Classifier, fit, load

_log = logging.getLogger(__name__)


def model_fn(model_dir: str) -> Classifier:
    """The model, for inference."""
    return load(Path(model_dir))


def input_fn(request_body: str | bytes, _content_type: str) -> str:
    """The sentence that a request holds."""
    return request_body.decode() if isinstance(request_body, bytes) else request_body


def predict_fn(sentence: str, model: Classifier) -> dict[str, float]:
    """How probable each label is."""
    return model.probabilities(sentence)


def output_fn(prediction: dict[str, float], _accept: str) -> str:
    """The answer, as JSON."""
    return json.dumps(prediction)


def train() -> None:
    """Learn from the channel `training`, try the channel `testing`, and write the model."""
    training, testing = (list(_examples(f"SM_CHANNEL_{name}")) for name in ("TRAINING", "TESTING"))
    model = fit(training)
    loss = -sum(math.log(model.probabilities(sentence)[label]) for sentence, label in training) / len(training)
    _log.info("train loss: %.4f", loss)
    guessed = [max(found, key=found.__getitem__) for found in (model.probabilities(one) for one, _ in testing)]
    right = sum(guess == label for guess, (_, label) in zip(guessed, testing, strict=True))
    _log.info("test accuracy: %.4f", right / len(testing))
    model.save(Path(os.environ["SM_MODEL_DIR"]))


def _examples(channel: str) -> Iterator[tuple[str, str]]:
    """The sentences of a channel, with their labels."""
    for file in sorted(Path(os.environ[channel]).glob("*.csv")):
        with file.open(encoding="utf-8", newline="") as lines:
            for row in csv.DictReader(lines):
                yield row["sentence"], row["label"]


if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO, stream=sys.stdout, format="%(message)s")
    train()
