"""A scenario file says what it says, whatever it extends; arbitrary text is a Scenario or one clear error."""

import string
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import tomlkit
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from simulation.errors import ScenarioError
from simulation.scenario import Scenario
from simulation.scenario_files.draft import HEAD, LISTS, SECTIONS, parameters
from simulation.scenario_files.load import load_scenario, parse_setting, write_scenario
from simulation.scenario_files.source import shipped

Write = Callable[[str, str], Path]

PERIOD = "start = 2003-01-01\nend = 2003-12-31\n"
CAUSE = '[[cause]]\non = {on}\nname = "{name}"\ntouches = "everyone"\nsize = 0.5\nstake = 1.0\n'


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Writes a file into the test's folder."""

    def file(name: str, text: str) -> Path:
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return path

    return file


def test_all_shipped_scenarios_load() -> None:
    assert set(shipped()) >= {
        "el_alto", "october_2003", "waves", "no_fines", "no_obligation", "strangers", "small",
        "no_depot", "hard_state", "captured_federation", "no_assemblies", "as_told",
    }  # fmt: skip
    for name in shipped():
        scenario = load_scenario(name)
        assert scenario.name == name
        assert scenario.title
        assert scenario.about


def test_counterfactuals_differ_from_october_2003_in_what_they_name_and_in_nothing_else() -> None:
    def values(name: str) -> dict[str, Any]:
        scenario = load_scenario(name)
        sections = {"city": scenario.city, **scenario.rules}
        flat = {f"{s}.{key}": value for s, model in sections.items() for key, value in dict(model).items()}
        return {**flat, "start": scenario.start, "end": scenario.end, "causes": scenario.causes}

    original = values("october_2003")

    def differences(name: str) -> dict[str, Any]:
        return {key: value for key, value in values(name).items() if value != original[key]}

    fines = {f"participation.{call}_fine": 0.0 for call in ("meeting", "march", "shift", "work")}
    assert differences("no_fines") == fines
    assert differences("no_obligation") == {**fines, "participation.exclusion_days": 0.0}
    assert differences("strangers") == {"city.kin_share": 0.0}
    assert differences("no_depot") == {"blockade.senkata": False}
    assert differences("no_assemblies") == {"mobilisation.sway": 0.0, "participation.common_knowledge": 0.0}
    assert differences("captured_federation") == {"surpassing.federation_start": 1.0, "surpassing.federation_pull": 0.0}
    assert {key.split(".")[0] for key in differences("hard_state")} == {"state_response"}
    told = {"participation.per_adult": True, "self_defence.police_presence": 0.0, "self_defence.assault": 0.644}
    told["livelihood.fair_stalls"] = 40_000.0
    assert differences("as_told") == told
    assert differences("small") == {"city.scale": 0.02}


def test_waves_hold_the_parameters_of_october_2003() -> None:
    assert load_scenario("waves").rules == load_scenario("october_2003").rules
    assert [cause.on.isoformat() for cause in load_scenario("waves").causes] == [
        "2003-02-09", "2003-09-01", "2003-09-20", "2005-01-03", "2005-02-28", "2005-05-17",
    ]  # fmt: skip


@pytest.mark.parametrize("name", sorted(shipped()))
def test_a_scenario_written_out_in_full_asks_the_same(name: str, write: Write) -> None:
    scenario = load_scenario(name)
    again = load_scenario(write("again.toml", write_scenario(scenario)))
    assert again.digest() == scenario.digest()
    assert again.title == scenario.title
    assert again.about == scenario.about


def test_changes_are_written_out_too(write: Write) -> None:
    text = PERIOD + '[[change]]\non = 2003-02-01\nset = { "participation.meeting_fine" = 3 }\n'
    scenario = load_scenario(write("a.toml", text))
    assert load_scenario(write("again.toml", write_scenario(scenario))).digest() == scenario.digest()


def test_tables_merge_key_by_key_and_causes_add_up(write: Write) -> None:
    write("grandparent.toml", PERIOD + "[participation]\nmeeting_fine = 1.0\nmarch_fine = 2.0\n")
    write(
        "parent.toml",
        'extends = "grandparent.toml"\n' + CAUSE.format(on="2003-05-01", name="first")
        + "[participation]\nmarch_fine = 5.0\n",
    )  # fmt: skip
    child = write(
        "child.toml", 'extends = "parent.toml"\nend = 2003-06-30\n' + CAUSE.format(on="2003-04-01", name="second")
    )
    scenario = load_scenario(child)
    fines = scenario.rules["participation"]
    assert (fines.model_dump()["meeting_fine"], fines.model_dump()["march_fine"]) == (1.0, 5.0)
    assert [cause.name for cause in scenario.causes] == ["second", "first"]
    assert (scenario.start, scenario.end) == (date(2003, 1, 1), date(2003, 6, 30))


def test_a_parent_is_looked_for_beside_the_file_that_extends_it(
    write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write("parent.toml", PERIOD)
    child = write("child.toml", 'extends = "parent.toml"\n')
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    monkeypatch.chdir(elsewhere)
    assert load_scenario(child).start == date(2003, 1, 1)


def test_a_whole_number_will_do_where_a_number_is_asked(write: Write) -> None:
    whole = load_scenario(write("a.toml", PERIOD + "[participation]\nmeeting_fine = 5\n"))
    broken = load_scenario(write("b.toml", PERIOD + "[participation]\nmeeting_fine = 5.0\n"))
    assert whole.digest() == broken.digest()


def test_the_keys_of_a_change_may_be_quoted_or_not(write: Write) -> None:
    quoted = '[[change]]\non = 2003-02-01\nset = { "participation.meeting_fine" = 0.0 }\n'
    dotted = "[[change]]\non = 2003-02-01\nset = { participation.meeting_fine = 0 }\n"
    table = "[[change]]\non = 2003-02-01\n[change.set]\nparticipation.meeting_fine = 0\n"
    digests = {load_scenario(write("a.toml", PERIOD + text)).digest() for text in (quoted, dotted, table)}
    assert len(digests) == 1


def test_overrides_go_before_the_files() -> None:
    scenario = load_scenario("small", {"participation.meeting_fine": 7, "city.scale": 0.05, "end": date(2003, 10, 1)})
    assert scenario.rules["participation"].model_dump()["meeting_fine"] == 7.0
    assert scenario.city.scale == 0.05
    assert scenario.end == date(2003, 10, 1)


def test_a_cut_scenario_leaves_out_what_comes_later() -> None:
    scenario = load_scenario("october_2003").cut(date(2003, 9, 10))
    assert [cause.on for cause in scenario.causes] == [date(2003, 9, 1)]
    assert scenario.end == date(2003, 9, 10)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("a.b=1", 1),
        (" a.b = -1.5e3 ", -1500.0),
        ("a.b=true", True),
        ("a.b=2003-09-20", date(2003, 9, 20)),
        ('a.b="x = y"', "x = y"),
    ],
)
def test_a_setting_is_a_key_and_a_toml_value(text: str, value: object) -> None:
    assert parse_setting(text) == ("a.b", value)


def test_a_setting_cannot_smuggle_in_another_key() -> None:
    with pytest.raises(ScenarioError, match="is no value"):
        parse_setting("a.b=1\nother = 2")


def loads_or_complains(path: Path, text: str) -> Scenario | None:
    """Loads a text: a scenario, or None after one clear error. Anything else fails the test."""
    path.write_text(text, encoding="utf-8")
    try:
        scenario = load_scenario(path)
    except ScenarioError as error:
        complaint = str(error)
    else:
        path.write_text(write_scenario(scenario), encoding="utf-8")
        assert load_scenario(path).digest() == scenario.digest()
        return scenario
    assert complaint.startswith(str(path))
    assert complaint.isprintable()
    return None


any_text = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
fragments = st.sampled_from(
    [*HEAD, *SECTIONS, *LISTS, *(p.split(".")[1] for p in parameters()), "[", "]", "[[", "]]", "{", "}", "=", ".", ",",
     "\n", " ", '"', "'", '"""', "\\", "#", "1", "-1", "nan", "1e400", "0x1f", "true", "2003-01-01", "set", "on"]
)  # fmt: skip
scalars = st.one_of(
    st.integers(),
    st.floats(),
    st.booleans(),
    any_text,
    st.dates(),
    st.datetimes(),
    st.times(),
    st.sampled_from([10**30, -(10**400), 0.5, 1, 0.02, "everyone", "el_alto", "october_2003", date(2003, 9, 20)]),
)
values = st.recursive(scalars, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(any_text, inner, max_size=3))
"""Anything that TOML can say."""
happenings = st.lists(
    st.dictionaries(st.sampled_from(["on", "name", "touches", "size", "stake", "set", "sett"]), values, max_size=6),
    max_size=3,
)
sections = {
    name: st.dictionaries(st.sampled_from([*model.model_fields, "meeting_fin"]), values, max_size=3)
    for name, model in SECTIONS.items()
}
mostly = {"start": st.just(date(2003, 1, 1)) | values, "end": st.just(date(2003, 12, 31)) | values}
optional = {**dict.fromkeys(HEAD, values), **sections, **dict.fromkeys(LISTS, happenings | values), "nonsense": values}
tempting = st.fixed_dictionaries(mostly, optional={key: v for key, v in optional.items() if key not in mostly})
"""Documents with the right names in them and anything behind."""
thoroughly = settings(
    deadline=None, max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


@thoroughly
@given(st.one_of(any_text, st.text(string.printable), st.lists(fragments, max_size=30).map("".join)))
def test_no_text_breaks_the_loader(tmp_path: Path, text: str) -> None:
    loads_or_complains(tmp_path / "any.toml", text)


@thoroughly
@given(tempting | st.dictionaries(any_text, values, max_size=4))
def test_no_document_breaks_the_loader(tmp_path: Path, document: dict[str, Any]) -> None:
    loads_or_complains(tmp_path / "any.toml", tomlkit.dumps(document))


@thoroughly
@given(st.binary(max_size=60))
def test_no_bytes_break_the_loader(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "any.toml"
    path.write_bytes(data)
    with pytest.raises(ScenarioError):
        load_scenario(path)


numbers = st.floats(allow_nan=False, allow_infinity=False) | st.integers(-(10**6), 10**6)


@thoroughly
@given(st.dictionaries(st.sampled_from(parameters()), numbers | st.booleans(), min_size=1, max_size=4))
def test_what_loads_is_within_its_bounds(tmp_path: Path, given_values: dict[str, Any]) -> None:
    lines = [PERIOD]
    for section in SECTIONS:
        inside = {key.split(".")[1]: v for key, v in given_values.items() if key.startswith(f"{section}.")}
        lines.append(tomlkit.dumps({section: inside}))
    scenario = loads_or_complains(tmp_path / "any.toml", "".join(lines))
    if scenario is not None:
        models = {"city": scenario.city, **scenario.rules}
        for key, value in given_values.items():
            section, name = key.split(".")
            assert getattr(models[section], name) == value


@thoroughly
@given(
    title=any_text.filter(lambda text: text.isprintable()),
    about=any_text.filter(lambda text: text.replace("\n", "").isprintable()),
    fine=st.floats(0, 10_000),
)
def test_any_words_and_numbers_survive_being_written(tmp_path: Path, title: str, about: str, fine: float) -> None:
    asked = load_scenario("october_2003", {"participation.meeting_fine": fine})
    asked = asked.model_copy(update={"title": title, "about": about})
    path = tmp_path / "again.toml"
    path.write_text(write_scenario(asked), encoding="utf-8")
    again = load_scenario(path)
    assert (again.title, again.about, again.digest()) == (title, about, asked.digest())
