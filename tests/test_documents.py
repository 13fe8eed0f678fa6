"""The documents say what the code says."""

import re
from pathlib import Path

import pytest

from simulation import City, load_scenario
from simulation.documents import DOCUMENTS, EVIDENCE_ROW, PARTS, ROOT, TABLES, filled
from simulation.provenance import in_effect
from simulation.rules import RULES
from simulation.tables.table import Table

PROSE = (*DOCUMENTS, "CONTRIBUTING.md", "CHANGELOG.md")
PATH = re.compile(r"`((?:simulation|tests|docs|scenarios)/[\w./]+)`|\]\(([\w./]+)[)#]")
BY_CAUSE = {"aware"}
"""Columns as wide as the scenario has causes, which a rule adds when the city is founded."""


def text_of(document: str) -> str:
    return (ROOT / document).read_text(encoding="utf-8")


@pytest.mark.parametrize("document", DOCUMENTS)
def test_what_is_generated_is_current(document: str) -> None:
    """If this fails: uv run python -m simulation.documents"""
    assert filled(text_of(document)) == text_of(document)


def test_filling_twice_changes_nothing_and_keeps_what_only_a_run_can_tell() -> None:
    text = "<!-- generated: day -->\n<!-- end -->\n<!-- generated: results -->\nfrom a run\n<!-- end -->\n"
    once = filled(text)
    assert "`participation`" in once
    assert once.endswith("<!-- generated: results -->\nfrom a run\n<!-- end -->\n")
    assert filled(once) == once


def test_every_rule_and_every_table_is_described() -> None:
    parts = set(re.findall(r"<!-- generated: (.+?) -->", text_of("docs/ODD.md")))
    assert parts >= {f"rule {rule.section}" for rule in RULES} | {f"columns {table}" for table in TABLES}
    assert {part.split()[0] for part in parts} <= set(PARTS)


def test_every_column_of_a_city_is_described() -> None:
    city = City(load_scenario("small"), seed=1)
    tables = {name: table for name, table in vars(city).items() if isinstance(table, Table)}
    assert tables.keys() == TABLES.keys()
    for name, table in tables.items():
        declared = {column.name for column in TABLES[name].columns}
        declared |= {column.name for rule in RULES for column in rule.columns.get(name, ())}
        assert set(table.described) - BY_CAUSE == declared


def test_odd_has_its_seven_elements_in_order() -> None:
    assert re.findall(r"^## \d\. (.+)$", text_of("docs/ODD.md"), re.MULTILINE) == [
        "Purpose and patterns", "Entities, state variables, and scales", "Process overview and scheduling",
        "Design concepts", "Initialization", "Input data", "Submodels",
    ]  # fmt: skip


def test_every_row_that_a_default_rests_on_stands_in_the_evidence() -> None:
    rows = set(re.findall(r"^\| `([\w-]+)` \|", text_of("docs/EVIDENCE.md").split("## The rows")[1], re.MULTILINE))
    cited = {
        row
        for parameter in in_effect(load_scenario("el_alto"))
        for row in EVIDENCE_ROW.findall(str(parameter.said["source"]))
    }
    assert "ART-12" in cited
    assert cited <= rows


@pytest.mark.parametrize("document", PROSE)
def test_every_path_that_a_document_names_is_there(document: str) -> None:
    folder = (ROOT / document).parent
    for quoted, linked in PATH.findall(text_of(document)):
        path = ROOT / quoted if quoted else folder / linked
        assert path.exists(), f"{document} names {quoted or linked}"


def test_the_recipe_for_a_rule_works_as_it_stands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    recipe = re.search(r"```python\n(.*?)```", text_of("CONTRIBUTING.md"), re.DOTALL)
    assert recipe is not None
    monkeypatch.chdir(tmp_path)
    names: dict[str, object] = {}
    exec(recipe.group(1), names)
    city, places = names["city"], names["places"]
    assert isinstance(city, City)
    assert isinstance(places, list)
    assert len(places) == city.scenario.days
    assert max(places) > 0
