"""The notebooks as they are kept: clear of output, in one order, and saying nothing that a cell did not find.

That each of them runs to its end is tested by pytest itself (`--nbmake`).
"""

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parent.parent
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
EACH = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)


def cells(path: Path, kind: str) -> list[str]:
    book: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return ["".join(cell["source"]) for cell in book["cells"] if cell["cell_type"] == kind]


def test_the_course_is_complete() -> None:
    assert [path.stem for path in NOTEBOOKS] == [
        "01_first_run", "02_obligation_and_fines", "03_october_2003", "04_a_city_grows", "05_cycles", "06_your_own_rule",
        "07_against_history", "08_many_runs",
    ]  # fmt: skip


def test_notebooks_are_kept_without_output() -> None:
    """If this fails: uv run nbstripout notebooks/*.ipynb"""
    command = [sys.executable, "-m", "nbstripout", "--verify", *map(str, NOTEBOOKS)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@EACH
def test_every_notebook_asks_lets_predict_runs_concludes_and_leaves_an_exercise(path: Path) -> None:
    text = "\n".join(cells(path, "markdown"))
    places = [
        text.lower().find(part)
        for part in ("question", "prediction\n", "## the run", "## what we learned", "## exercise")
    ]
    assert -1 not in places
    assert places == sorted(places)


@EACH
def test_no_result_is_typed_into_the_text(path: Path) -> None:
    """Shares and outcomes are printed by cells; what the text may hold is what the article and the scenario say."""
    text = "\n".join(cells(path, "markdown"))
    assert not re.search(r"\d\s*(%|per cent)|\d+\.\d+ (points|days)", text)


@EACH
def test_every_notebook_runs_on_a_plain_kernel(path: Path) -> None:
    book = json.loads(path.read_text(encoding="utf-8"))
    assert book["metadata"]["kernelspec"]["name"] == "python3"
    assert "%matplotlib inline" in cells(path, "code")[0]


def test_the_rule_of_the_notebook_is_that_of_the_recipe() -> None:
    """So that the recipe in CONTRIBUTING.md is run, too."""
    recipe = re.search(r"```python\n(.*?)```", (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8"), re.DOTALL)
    assert recipe
    book = "\n".join(cells(ROOT / "notebooks" / "06_your_own_rule.ipynb", "code"))
    assert _plain(recipe[1]) in _plain(book)


def _plain(code: str) -> str:
    """Without what formatting may change."""
    return re.sub(r"\s+", "", code)
