"""What is damaged, full, closed or too small is told of in one clear message, and what was there before stays."""

import os
import re
import resource
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
from unlucky import LEFT, Ended, assert_resumes, checkpoints, end, start

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


def small(tmp_path: Path, megabytes: int, *options: str) -> Ended:
    """A short run of the small city in so much memory."""
    arguments = [
        sys.executable,
        "-m",
        "simulation",
        "run",
        "small",
        "--until",
        "2003-08-02",
        "--out",
        str(tmp_path / "r"),
    ]
    limit = limited(resource.RLIMIT_AS, megabytes * 1_000_000)
    return end(subprocess.Popen(
        [*arguments, *options], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, preexec_fn=limit
    ))  # fmt: skip


@pytest.mark.parametrize("megabytes", [150, 500, 900])
def test_too_little_memory_to_begin_with_is_told_of(tmp_path: Path, megabytes: int) -> None:
    told = small(tmp_path, megabytes)
    assert (told.code, told.out) == (1, "")
    assert told.err == (
        f"el-alto: memory is limited to {megabytes / 1000:.2f} GB here (ulimit -v); el-alto needs 0.95 GB to begin with\n"
    )


def test_a_city_too_large_for_the_limit_is_refused_with_a_scale_that_fits(tmp_path: Path) -> None:
    told = small(tmp_path, 1200, "--scale", "10")
    assert (told.code, told.out) == (2, "")
    assert re.search(
        r"8,000,000 residents need about 1\.\d GB of memory, and 0\.\d GB are free; .* a scale up to", told.err
    )
    assert not (tmp_path / "r").exists()


def test_memory_that_runs_out_on_the_way_is_told_of_in_one_line(tmp_path: Path) -> None:
    """The limit is set once the city stands, to what is taken then and a little more; then it wants much more."""
    before = """
import re, resource
from simulation import city
found = city.City._settle_down
def and_no_more(self):
    found(self)
    taken = int(re.search(r"VmSize:\\s+(\\d+)", open("/proc/self/status").read())[1]) * 1024
    resource.setrlimit(resource.RLIMIT_AS, (taken + 20_000_000, taken + 20_000_000))
    self.residents.rearrange(self.residents.birth.repeat(2000) * 0)
city.City._settle_down = and_no_more
"""
    told = end(start(tmp_path / "runs", before=before))
    assert (told.code, told.out) == (1, "")
    assert told.err == "el-alto: there is not enough memory; try a smaller --scale\n"
    assert list(tmp_path.iterdir()) == []
