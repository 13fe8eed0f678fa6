"""What is damaged, full, closed or too small is told of in one clear message, and what was there before stays."""

import os
import re
import resource
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
from unlucky import LEFT, assert_resumes, checkpoints, end, start

Harm = Callable[[Path], object]


def cut(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 2)


def flip(path: Path) -> None:
    """Turn one bit over, amid the arrays."""
    whole = bytearray(path.read_bytes())
    whole[len(whole) // 2] ^= 0x10
    path.write_bytes(whole)


def empty(path: Path) -> None:
    path.write_bytes(b"")


@pytest.mark.parametrize("harm", [cut, flip, empty])
def test_a_damaged_checkpoint_is_told_of_and_the_one_before_it_used(left: Path, digest: str, harm: Harm) -> None:
    *_, before, newest = checkpoints(left)
    harm(newest)
    told = assert_resumes(left, digest)
    assert re.search(rf"{newest.name}: is damaged .*; it is left aside\ngoing on after {before.stem}\n", told)


def test_when_every_checkpoint_is_damaged_the_run_begins_again(left: Path, digest: str) -> None:
    for path in checkpoints(left):
        flip(path)
    told = assert_resumes(left, digest)
    assert told.count("it is left aside") == 2
    assert "going on" not in told


def limited(kind: int, size: int) -> Callable[[], None]:
    return lambda: resource.setrlimit(kind, (size, size))


def test_on_a_full_disk_the_run_fails_with_a_word_and_leaves_nothing_half_written(left: Path, digest: str) -> None:
    """No file may be larger than what the last checkpoint has: the next does not fit, nor does the run itself."""
    before = checkpoints(left)
    size = 20_000
    told = end(start(left, "--resume", preexec_fn=limited(resource.RLIMIT_FSIZE, size)))
    assert told.code == 1
    assert re.search(r"el-alto: .*could not be written \(File too large\); what was lived up to .* --resume", told.err)
    assert re.search(r"no checkpoint of \d{4}-\d\d-\d\d could be written \(File too large\)", told.out)
    assert checkpoints(left) == before
    assert [path.name for path in left.iterdir()] == [LEFT]
    assert_resumes(left, digest)


AS_NOBODY = "import os; os.setgid(65534); os.setuid(65534)"


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become another; test_bad_input has the same for others")
def test_in_a_closed_folder_nothing_is_lived() -> None:
    with tempfile.TemporaryDirectory() as closed:
        Path(closed).chmod(0o555)
        told = end(start(Path(closed, "runs"), before=AS_NOBODY))
        assert (told.code, told.out) == (2, "")
        assert f"--out {closed}/runs: {closed} cannot be written to (Permission denied)" in told.err
        assert list(Path(closed).iterdir()) == []
