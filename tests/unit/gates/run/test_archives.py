"""What uploaded objects are made of.

https://sagemaker.readthedocs.io/en/stable/overview.html#prepare-a-training-script
"""

import io
import os
import subprocess
import sys
import tarfile
from pathlib import Path

from cfnproof.config import find
from cfnproof.gates.run.archives import content

ROOT = find(Path(__file__)).root
DATA = ROOT / "cfn/data"


def names(packed: bytes) -> list[str]:
    """The names of the files in an archive."""
    with tarfile.open(fileobj=io.BytesIO(packed), mode="r:gz") as archive:
        return archive.getnames()


def test_a_file_is_taken_as_it_is(tmp_path: Path) -> None:
    """Also one that is an archive by its name."""
    file = tmp_path / "code.tar.gz"
    file.write_bytes(b"no archive")
    assert content(file) == b"no archive"


def test_a_folder_is_packed(tmp_path: Path) -> None:
    """Its files lie at the top; what Python caches is left out; time and owner make no difference."""
    for name in ("b.py", "a.py", "inner/c.txt", "__pycache__/b.pyc"):
        file = tmp_path / name
        file.parent.mkdir(exist_ok=True)
        file.write_text(name, encoding="utf-8")
    packed = content(tmp_path)
    assert names(packed) == ["a.py", "b.py", "inner/c.txt"]
    os.utime(tmp_path / "a.py", (0, 0))
    assert content(tmp_path) == packed
    with tarfile.open(fileobj=io.BytesIO(packed), mode="r:gz") as archive:
        inner = archive.extractfile("inner/c.txt")
        assert inner is not None
        assert inner.read() == b"inner/c.txt"


def test_the_projects_code_has_its_entry_point_at_the_top() -> None:
    """`sagemaker_program` names it."""
    assert names(content(DATA / "source")) == ["classifier.py", "train.py"]


def test_the_projects_code_trains_and_answers(tmp_path: Path) -> None:
    """As the containers run it, and with the lines that the workflow's metric definitions read."""
    channels = {name: tmp_path / name for name in ("train", "test")}
    for name, folder in channels.items():
        folder.mkdir()
        (folder / "data.csv").write_bytes((DATA / f"{name}.csv").read_bytes())
    variables = {
        "SM_CHANNEL_TRAINING": str(channels["train"]),
        "SM_CHANNEL_TESTING": str(channels["test"]),
        "SM_MODEL_DIR": str(tmp_path),
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    source = DATA / "source"
    command = [sys.executable, str(source / "train.py")]
    said = subprocess.run(command, env=os.environ | variables, check=True, capture_output=True, text=True).stdout  # noqa: S603  # the project's own file
    assert [line.rpartition(" ")[0] for line in said.splitlines()] == ["train loss:", "test accuracy:"]
    ask = (
        "import train; model = train.model_fn('.'); "
        "print(train.output_fn(train.predict_fn(train.input_fn(b'Losses widened', ''), model), ''))"
    )
    command = [sys.executable, "-c", ask]
    answer = subprocess.run(  # noqa: S603  # as above
        command,
        env=os.environ | variables | {"PYTHONPATH": str(source)},
        cwd=tmp_path,
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    assert '"negative": 0.' in answer
