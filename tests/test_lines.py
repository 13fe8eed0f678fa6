"""The line of each key is found in every way in which TOML lets a key be written."""

import tomllib
from typing import Any

import tomlkit
from hypothesis import given, settings
from hypothesis import strategies as st

from simulation.scenario_files.lines import Path, lines

TEXT = '''# a comment with [brackets] and = signs
title = """
[not.a.table]
quote \\""" and two before the end"""""
literal = \'\'\'
x = 1 \\\'\'\'
[participation] # = comment
meeting_fine = 1.5
"quoted key" = 'a # b'
dotted . "key.with.dot" = 2003-09-20 10:00:00

[[cause]]
on = 2003-09-20
name = "[[cause]]"
[cause.more]
deep = [1, [2,
  3], # ]
  { a = { b = 1 }, c = [] }]
[[cause]]
[cause.more]
x = +nan
[a.'b'.c]
'''


def test_every_way_to_write_a_key_keeps_its_line() -> None:
    found = lines(TEXT)
    expected: dict[Path, int] = {
        ("title",): 2,
        ("literal",): 5,
        ("participation",): 7,
        ("participation", "meeting_fine"): 8,
        ("participation", "quoted key"): 9,
        ("participation", "dotted"): 10,
        ("participation", "dotted", "key.with.dot"): 10,
        ("cause",): 12,
        ("cause", 0): 12,
        ("cause", 0, "name"): 14,
        ("cause", 0, "more"): 15,
        ("cause", 0, "more", "deep"): 16,
        ("cause", 0, "more", "deep", 1, 1): 17,
        ("cause", 0, "more", "deep", 2, "a", "b"): 18,
        ("cause", 1): 19,
        ("cause", 1, "more", "x"): 21,
        ("a", "b", "c"): 22,
    }
    assert {path: found.get(path) for path in expected} == expected


def test_windows_line_ends_count_once() -> None:
    assert lines("a = 1\r\n\r\n[b]\r\nc = 2\r\n") == {("a",): 1, ("b",): 3, ("b", "c"): 4}


names = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=8)
plain = st.one_of(st.integers(), st.booleans(), st.text(st.characters(exclude_categories=["Cs"])), st.dates())
values = st.recursive(plain, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(names, inner, max_size=3))
documents = st.dictionaries(names, values, max_size=5)


def paths(value: Any, path: Path = ()) -> list[Path]:
    """Every path of a document."""
    parts = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [found for part, inner in parts for found in ((*path, part), *paths(inner, (*path, part)))]


@settings(deadline=None)
@given(documents)
def test_no_path_of_any_document_is_lost(document: dict[str, Any]) -> None:
    text = tomlkit.dumps(document)
    assert set(paths(tomllib.loads(text))) <= set(lines(text))
