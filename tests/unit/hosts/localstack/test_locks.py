"""Locks between processes."""

import subprocess
import threading
from pathlib import Path

from cfnproof.hosts.localstack.locks import inherited, is_held, locked


def test_one_after_the_other(tmp_path: Path) -> None:
    """Whoever waits gets it when it is free, though its file has gone meanwhile; none is left."""
    file, inside, most = tmp_path / "below/lock", [], []

    def work() -> None:
        with locked(file):
            inside.append(1)
            most.append(len(inside))
            inside.pop()

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == [1] * 8
    assert not file.exists()


def test_held_by_a_process(tmp_path: Path) -> None:
    """Until it ends, however it does."""
    file = tmp_path / "running"
    assert not is_held(file)
    with inherited(file) as descriptor:
        process = subprocess.Popen(["/bin/sleep", "60"], pass_fds=(descriptor,))
    assert is_held(file)
    process.kill()
    process.wait()
    assert not is_held(file)
