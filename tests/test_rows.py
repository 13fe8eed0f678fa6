"""The rows of the evidence that the model is asked: what stands in the table is not typed twice, and is read aright."""

import re
from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd
import pytest

from simulation.scenario_files.load import load_scenario
from simulation.study import told
from simulation.study.facts import USES, facts
from simulation.study.measures import Kept
from simulation.study.rows import FORMS, GAS, LAW, ROWS, SAID_BY_ANOTHER, TAX, WATER, targets, unasked, worlds

NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")
READ_OTHERWISE = {
    "EV-2003-1008a": "8 October or the day after, 18 or 19 days after 20 September",
    "EV-2003-1009": "the date is strike day 2",
    "EV-2003-1009s": "9 or 10 October: strike day 2 or 3",
    "EV-2003-1012a": "11 or 12 October: strike day 4 or 5",
    "EV-2003-1013c": "13 October, or 14 by another paper: strike day 6 or 7",
    "EV-2003-1017b": "17 October: strike day 10",
    "EV-2003-ORDER": "a sequence: all pairs in order",
    "EV-2003-0915/start": "15 September, 14 days after the cause",
    "EV-2003-0915/won": "16 or 17 September: strike day 2 or 3",
    "EV-2005-01a": "10 January, 7 days after the cause",
    "EV-2005-05b": "23 May, 6 days after the cause",
    "FER-08": "suspended: none",
    "ART-24": "yes",
    "ART-25": "yes",
    "EV-2011-07": "two days, or one by SUP-BUFFER, which is the same report",
    "LYN-1416": "3 in 28 months are 1.3 a year; nationally 19 in two years",
    "ART-04": "almost half",
    "ART-09": "a majority",
}
"""Rows whose interval is no number of the row's own text."""
AT_MOST_ONE, AT_LEAST_NONE = 1.0, 0.0


def numbers_of(text: str) -> set[float]:
    return {float(found.replace(",", "")) for found in NUMBER.findall(text)}


@pytest.mark.parametrize("row", ROWS.values(), ids=lambda row: row.id)
def test_the_interval_of_a_row_stands_in_its_text(row: Any) -> None:
    """Each end is a number of the row's value or note (per cent or share), or its reading is stated above."""
    if row.id in READ_OTHERWISE:
        return
    same = [facts()[other] for other, by in SAID_BY_ANOTHER.items() if by == row.id]
    said = set().union(*(numbers_of(f"{fact.value} {fact.note} {fact.quantity}") for fact in (row.fact, *same)))
    said |= {number / 100 for number in said} | {AT_MOST_ONE, AT_LEAST_NONE}
    said |= {1000 * number for number in said}  # "647-650 thousand"
    assert {row.low, row.high} <= said, f"{row.low} to {row.high} is not in {row.fact.value!r}, {row.fact.note!r}"
    assert row.low <= row.high


def test_every_row_is_one_of_the_evidence_and_every_use_is_known() -> None:
    assert {row.fact.id for row in ROWS.values()} <= facts().keys()
    assert SAID_BY_ANOTHER.keys() <= facts().keys()
    assert not SAID_BY_ANOTHER.keys() & {row.fact.id for row in ROWS.values()}
    assert {fact.use for fact in facts().values()} == set(USES)


def test_every_row_of_the_evidence_is_asked_said_by_another_or_counted_as_unasked() -> None:
    asked = {row.fact.id for row in ROWS.values()}
    assert len(asked) + len(SAID_BY_ANOTHER) + sum(unasked().values()) == len(facts()) == 176


def test_behaviour_may_be_fitted_to_october_2003_alone() -> None:
    assert len(targets()) > 10
    assert {row.use for row in targets()} == {"calibrate"}
    assert {row.year for row in targets()} == {"2003"}
    assert {row.about for row in targets()} == {"October 2003"}
    assert not {row.use for row in ROWS.values() if row.year == "2005"} & {"calibrate"}


def test_causes_bear_the_names_they_have_in_scenarios() -> None:
    assert {cause.name for cause in load_scenario("waves").causes} >= {TAX, FORMS, GAS, WATER, LAW}


def test_the_scenarios_of_the_rows_are_three() -> None:
    assert worlds(ROWS.values()) == ("waves", "history", "el_alto")


STRIKE = date(2003, 10, 8)


def as_it_happened(**changed: Any) -> Kept:
    """October 2003 as the evidence has it, kept as an ensemble keeps a seed, in a city of a tenth the size."""
    scale, days = 0.1, 40
    first = STRIKE - timedelta(days=20)
    on_strike = np.arange(days) - 19  # strike day of each row: 1 on the 8th
    up = (on_strike >= 1) & (on_strike <= 10)
    deaths = np.select([on_strike == 2, on_strike == 4, on_strike == 5, on_strike == 6], [1, 1, 25, 20], 0) * scale
    fuel = np.select([on_strike < 2, on_strike == 2, on_strike == 3], [1.0, 0.9, 0.4], 0.0)
    fuel[on_strike == 5] = 0.2
    daily = pd.DataFrame({
        "date": pd.date_range(first, periods=days), "mobilised_share": np.where(up, 0.95, 0.0), "deaths": deaths,
        "fuel_days": fuel, "depot_open": (on_strike < 2) | (on_strike > 10), "price_index": np.where(up, 2.0, 1.0),
        "state_presence": np.where(on_strike >= 6, 0.4, 1.0), "elsewhere": np.where(on_strike >= 7, 0.2, 0.0),
        "marchers": np.where(on_strike == 9, 5000, 0), "fair_stalls": np.where(up, 0, 900),
        "assemblies_meeting": np.where(up, 56, 2), "barrios": 56,
    })  # fmt: skip
    wave = {
        "cause": GAS, "start": STRIKE.isoformat(), "end": "2003-10-18", "days": 11, "peak_share": 0.95,
        "government_fell": True, "answered_strike_day": 10, "depot_cut_strike_day": 2, "fuel_gone_strike_day": 4,
        "gas_gone_strike_day": 4, "gas_gone": "2003-10-11", "food_gone": "2003-10-13", "fuel_gone": "2003-10-11",
    } | changed  # fmt: skip
    summary = {"waves": [wave], "causes": [{"name": GAS, "on": "2003-09-20"}], "census": {"scale": scale}}
    return Kept(summary, daily, pd.DataFrame())


def test_october_as_it_happened_hits_every_row_that_it_decides() -> None:
    kept = as_it_happened()
    rows = [row for row in ROWS.values() if row.about == "October 2003" and row.id != "EV-2003-TOTAL"]
    told_of = {row.id: row.of(kept) for row in rows}
    missed = {row.id: told_of[row.id] for row in rows if not row.low - 1e-9 <= told_of[row.id] <= row.high + 1e-9}
    assert not missed
    assert ROWS["EV-2003-TOTAL"].of(kept) == pytest.approx(47)  # the days that have rows of their own


def test_what_did_not_come_about_is_nothing() -> None:
    kept = as_it_happened(government_fell=False, gas_gone=None, gas_gone_strike_day=None, depot_cut_strike_day=None)
    for row in ("EV-2003-1017b", "ART-24", "EV-2003-1011a", "EV-2003-1009s", "EV-2011-07"):
        assert np.isnan(ROWS[row].of(kept)), row
    for row in ("EV-2005-01a", "EV-2005-0606b", "EV-2003-0915/start", "EV-2003-02"):
        assert np.isnan(ROWS[row].of(kept)), row


def test_order_counts_the_pairs_that_come_as_in_history() -> None:
    """Of eight events the convoy and the deadliest day share a day, which leaves 27 pairs; without the fall it is last
    in none of its seven, and with the depot cut on the day of scarcity one pair counts half."""
    assert told.order(GAS)(as_it_happened()) == 1
    assert told.order(GAS)(as_it_happened(government_fell=False)) == pytest.approx(20 / 27)
    assert told.order(GAS)(as_it_happened(depot_cut_strike_day=3)) == pytest.approx(26.5 / 27)


def test_the_largest_wave_over_a_cause_is_the_one_that_is_asked() -> None:
    kept = as_it_happened()
    small = dict(kept.summary["waves"][0], peak_share=0.2, start="2003-10-25")
    kept.summary["waves"].insert(0, small)
    assert told.start(GAS)(kept) == 18
