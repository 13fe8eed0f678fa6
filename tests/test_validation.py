"""History beside the model: what is a hit, how hits are counted, and that docs/TRACE.md says what its records say."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from test_rows import as_it_happened

from simulation.documents import ROOT
from simulation.figures.validation import validation as figure_of
from simulation.study import trace
from simulation.study.null_models import ALONE, FULL, HAZARD
from simulation.study.rows import GAS, ROWS, WAVES
from simulation.study.validation import (
    ABSENT,
    HIGH,
    HIT,
    LOW,
    Found,
    Score,
    as_plain,
    from_plain,
    in_words,
    judge,
    score,
    scores,
    spread,
    verdict,
)

FALL, MARCH = ROWS["EV-2003-1017b"], ROWS["EV-2003-1016"]
NAN = float("nan")
TRACE = (ROOT / "docs" / trace.DOCUMENT).read_text(encoding="utf-8")


def ten_runs(low: float, high: float, came: int = 10) -> Found:
    return Found(low, (low + high) / 2, high, came, 10)


def test_a_row_is_hit_where_the_two_intervals_have_a_number_in_common() -> None:
    """History: strike day 10."""
    assert verdict(FALL, ten_runs(8, 12)) == HIT
    assert verdict(FALL, ten_runs(10, 14)) == HIT
    assert verdict(FALL, ten_runs(10.1, 14)) == HIGH
    assert verdict(FALL, ten_runs(5, 9.9)) == LOW


def test_what_came_about_in_fewer_than_half_of_the_runs_is_a_miss_however_it_came_about() -> None:
    assert verdict(FALL, ten_runs(10, 10, came=5)) == HIT
    assert verdict(FALL, ten_runs(10, 10, came=4)) == ABSENT
    assert verdict(FALL, Found(NAN, NAN, NAN, 0, 10)) == ABSENT
    assert in_words(FALL, ten_runs(10, 10, came=4)) == "did not come about in 6 of 10"
    assert in_words(FALL, ten_runs(12, 14, came=9)) == "too late (came about in 9 of 10)"
    assert in_words(MARCH, ten_runs(1e4, 2e4)) == "too low"


def test_the_interval_is_that_of_the_runs_in_which_it_came_about() -> None:
    values = [*np.arange(101.0), NAN, NAN]
    assert spread(values) == Found(5.0, 50.0, 95.0, 101, 103)
    assert spread([NAN]).came == 0


def test_hits_are_counted_and_those_in_the_middle_of_history_too() -> None:
    judged = {FALL.id: ten_runs(8, 12), MARCH.id: ten_runs(40_000, 90_000), "DER-05": ten_runs(0.1, 0.2)}
    assert score(judged, [FALL, MARCH, ROWS["DER-05"], ROWS["ART-01"]]) == Score(hit=2, middle=1, rows=3)


def test_every_row_is_counted_once_whatever_its_use_and_year() -> None:
    table = scores({id: ten_runs(0, 1) for id in ROWS})
    assert sum(table["all"].map(lambda cell: cell.rows)) == len(ROWS)
    assert sum(table[year].map(lambda cell: cell.rows).sum() for year in ("2003", "2005", "other")) == len(ROWS)
    assert table.loc["calibrate", "2005"].rows == 0


def test_what_was_found_comes_back_from_json() -> None:
    judged = {FALL.id: ten_runs(8, 12), MARCH.id: Found(NAN, NAN, NAN, 0, 10)}
    again = from_plain(as_plain(judged))
    assert again[FALL.id] == judged[FALL.id]
    assert again[MARCH.id].came == 0
    assert np.isnan(again[MARCH.id].low)


def record_of(*models: str) -> dict[str, Any]:
    """A record of a world in which October 2003 came as it did, the same in every model."""
    rows = as_plain(judge({WAVES: [as_it_happened()] * 3}))
    model = {"rows": rows, "causes": as_plain({GAS: Found(18, 18, 18, 3, 3)}), "unprompted": 0.0}
    made = {"command": "el-alto validate", "seeds": [1, 2, 3], "scale": 0.1, "version": "0", "interval": "seeds"}
    search = {"rates": {"rising": 0.01}, "points": 60, "seeds": 3, "scale": 0.05, "distance": 0.4}
    return {"made": made, "models": dict.fromkeys(models, model), "search": search, "arose": {GAS: "2003-09-20"}}


def test_october_as_it_happened_hits_what_it_can_be_asked() -> None:
    judged = judge({WAVES: [as_it_happened()] * 3})
    october = [row for row in ROWS.values() if row.about == "October 2003"]
    total = score(judged, october)
    assert total.rows - total.hit == 1  # the dead of September, who are in the total and in no day of October
    assert score(judged, [row for row in ROWS.values() if row.year == "2005"]).hit == 0


def test_the_tables_name_every_row_asked_and_what_it_came_to() -> None:
    told = trace.rows(record_of(FULL))
    assert len(re.findall(r"^\| `", told, re.MULTILINE)) == sum(row.world == WAVES for row in ROWS.values())
    line = next(line for line in told.splitlines() if "EV-2003-1011a" in line)
    assert line.endswith("| 4 | 4 | 4 | **hit** |")


def test_models_that_do_the_same_differ_in_no_row() -> None:
    told = trace.nulls(record_of(FULL, ALONE, HAZARD))
    assert told.count("no row is hit by the model and not without it") == 2
    assert "3 of 3, 18 days" in told


def test_a_row_that_only_the_model_hits_is_named() -> None:
    record = record_of(FULL, ALONE)
    rows = {**record["models"][ALONE]["rows"], FALL.id: as_plain({FALL.id: ten_runs(20, 30)})[FALL.id]}
    record["models"][ALONE] = {**record["models"][ALONE], "rows": rows}
    assert "1 row is hit (the government falls (`EV-2003-1017b`)) by the model and not without it" in trace.nulls(
        record
    )


def test_the_picture_has_a_line_for_every_row_asked() -> None:
    figure = figure_of(record_of(FULL))
    asked = [row for row in ROWS.values() if row.world == WAVES]
    written = [text.get_text() for text in figure.texts]
    assert all(any(row.says in text.replace("\n", " ") for text in written) for row in asked)
    assert sum(text.startswith("not in 3 of 3") for text in written) > 5


def test_trace_has_its_eight_headings_in_order() -> None:
    assert re.findall(r"^## \d\. (.+)$", TRACE, re.MULTILINE) == [
        "Problem formulation", "Model description", "Data evaluation", "Conceptual model evaluation",
        "Implementation verification", "Model output verification", "Model analysis", "Model output corroboration",
    ]  # fmt: skip


@pytest.mark.parametrize("name", trace.DOCUMENTS)
def test_documents_say_what_their_records_say(name: str) -> None:
    """If this fails: el-alto validate --docs docs, or python -m simulation.study.trace"""
    text = (ROOT / "docs" / name).read_text(encoding="utf-8")
    assert trace.filled(text, ROOT / "docs") == text


def test_every_table_has_its_place_and_one_without_a_record_names_its_command(tmp_path: Path) -> None:
    documents = "".join((ROOT / "docs" / name).read_text(encoding="utf-8") for name in trace.DOCUMENTS)
    names = re.findall(r"<!-- generated: (\w+) -->", documents)
    assert {"not_asked", *trace.PARTS} <= set(names)
    assert len(names) == len(set(names))
    empty = trace.filled(TRACE, tmp_path)
    assert empty.count("Made by `el-alto validate --nulls --docs docs`; not made yet.") == 3


@pytest.mark.parametrize("verb", ["validate", "false-alarms"])
def test_bad_input_is_refused_before_anything_is_lived(verb: str, el_alto: Callable[..., Any]) -> None:
    for arguments in (("--scale", "0"), ("--draws", "nowhere.parquet"), ("--seeds", "0")):
        told = el_alto(verb, *arguments)
        assert told.code == 2, arguments
        assert "Traceback" not in told.err
