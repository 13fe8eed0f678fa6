"""A scenario in the making: files and overrides laid over one another, then judged.

Every value keeps the place where it was written, so that an error can name file and line.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from simulation.errors import Origin
from simulation.parameters import Parameters
from simulation.rules import RULES
from simulation.rules.rule import Rule
from simulation.scenario import MAX_CAUSES, MAX_CHANGES, Cause, Change, Head, Scenario
from simulation.scenario_files.judging import Entries, Entry, Item, build, unknown
from simulation.scenario_files.source import Source
from simulation.tables.city_parameters import CityParameters
from simulation.wording import found

SECTIONS: dict[str, type[Parameters]] = {"city": CityParameters, **{rule.section: rule for rule in RULES}}
"""The tables of a scenario file that hold parameters."""
HEAD = ("title", "about", "extends", "start", "end")
LISTS = ("cause", "change")


@dataclass
class Draft:
    """What files and overrides say, not yet judged. `name` and `origin` are of the file that was asked for."""

    name: str
    origin: Origin
    head: Entries = field(default_factory=dict)
    sections: dict[str, Entries] = field(default_factory=lambda: {section: {} for section in SECTIONS})
    items: dict[str, list[Item]] = field(default_factory=lambda: {name: [] for name in LISTS})

    def lay(self, source: Source) -> None:
        """Lay a file over what is there.

        Raises:
            ScenarioError: at a key that no scenario has, or a table that is none.
        """
        for key, value in source.tables.items():
            origin = source.origin(key)
            if key in SECTIONS:
                if not isinstance(value, dict):
                    raise origin.error(f"{key} is {found(value)}; allowed: a table, written [{key}]")
                self.sections[key] |= {name: Entry(v, source.origin(key, name)) for name, v in value.items()}
            elif key in LISTS:
                self.items[key] += _items(source, key)
            elif key not in HEAD:
                raise origin.error(unknown("key or table", key, (*HEAD, *SECTIONS, *LISTS), parameters()))
            elif key != "extends":
                self.head[key] = Entry(value, origin)

    def override(self, key: str, value: object) -> None:
        """Set one value that goes before those of all files.

        Raises:
            ScenarioError: when there is no such parameter.
        """
        origin = Origin(f"--set {key if key.isprintable() else repr(key)}")
        section, _, name = key.partition(".")
        if key in ("start", "end"):
            self.head[key] = Entry(value, origin)
        elif section in SECTIONS and name:
            self.sections[section][name] = Entry(value, origin)
        else:
            places = ("start", "end", *(f"{section}.<key>" for section in SECTIONS))
            raise origin.error(unknown("parameter", key, places, parameters()))

    def change(self, on: date, values: Mapping[str, object]) -> None:
        """Change parameters from a day on, after whatever changes the files make on that day."""
        at = Origin(f"--at {on}")
        entries = {key: Entry(value, Origin(f"--set {key}")) for key, value in values.items()}
        self.items["change"].append(Item({"on": Entry(on, at), "set": Entry(entries, at)}, at))

    def scenario(self, name: str) -> Scenario:
        """Judge what there is.

        Raises:
            ScenarioError: at the first thing that is wrong.
        """
        head = build(Head, "", self.head, self.origin)
        if head.end < head.start:
            raise self.head["end"].origin.error(
                f"end is {head.end}, before the start {head.start} ({self.head['start'].origin}); "
                "allowed: the start or a later day"
            )
        causes, changes = self.items["cause"], self.items["change"]
        if len(causes) > MAX_CAUSES:
            raise causes[MAX_CAUSES].origin.error(f"there are {len(causes)} causes; allowed: up to {MAX_CAUSES}")
        if len(changes) > MAX_CHANGES:
            raise changes[MAX_CHANGES].origin.error(f"there are {len(changes)} changes; allowed: up to {MAX_CHANGES}")
        sections = {
            key: build(model, key, self.sections[key], self.origin, parameters()) for key, model in SECTIONS.items()
        }
        rules = {key: rule for key, rule in sections.items() if isinstance(rule, Rule)}
        asked = {
            **dict(head),
            "name": name,
            "city": sections["city"],
            "rules": rules,
            "causes": tuple(self._cause(item, head) for item in causes),
            "changes": self._changes(changes, rules, head),
        }
        return build(Scenario, "", {key: Entry(value, self.origin) for key, value in asked.items()}, self.origin)

    def _cause(self, item: Item, head: Head) -> Cause:
        cause = build(Cause, "cause", item.entries, item.origin)
        self._check_day(item, f"the cause {found(cause.name)} arose on", cause.on, head)
        return cause

    def _changes(self, items: Sequence[Item], rules: Mapping[str, Rule], head: Head) -> tuple[Change, ...]:
        """The changes in order of time, each tried on what the ones before it left."""
        dated = [(build(Change, "change", item.entries, item.origin), item) for item in items]
        changes, current = [], dict(rules)
        for change, item in sorted(dated, key=lambda pair: pair[0].on):
            self._check_day(item, "the change is on", change.on, head)
            values = {}
            for key, entry in item.entries["set"].value.items():
                rule, name = _changeable(key, entry.origin, current)
                before = {other: Entry(known, entry.origin) for other, known in dict(rule).items()}
                current[rule.section] = build(type(rule), rule.section, {**before, name: entry}, entry.origin)
                values[key] = getattr(current[rule.section], name)
            changes.append(Change(on=change.on, set=values))
        return tuple(changes)

    def _check_day(self, item: Item, what: str, day: Any, head: Head) -> None:
        """A cause or change must lie in the period; one that does not may be the period's mistake."""
        if head.start <= day <= head.end:
            return
        here, limit = item.entries["on"].origin, self.head["end" if day > head.end else "start"].origin
        if here.place == limit.place:
            raise here.error(f"{what} {day}; allowed: a day in the period {head.start} to {head.end}")
        raise limit.error(
            f"the period {head.start} to {head.end} leaves something out: {what} {day} ({here}); "
            "allowed: a period that holds every cause and change"
        )


def _items(source: Source, key: str) -> Iterator[Item]:
    """The `[[cause]]` or `[[change]]` tables of a file."""
    tables = source.tables[key]
    if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
        raise source.origin(key).error(f"{key} is {found(tables)}; allowed: tables, each written [[{key}]]")
    for place, table in enumerate(tables):
        entries = {name: Entry(value, source.origin(key, place, name)) for name, value in table.items()}
        if isinstance(table.get("set"), dict):
            settings = _flat(source, (key, place, "set"), table["set"])
            entries["set"] = Entry(settings, entries["set"].origin)
        yield Item(entries, source.origin(key, place))


def _flat(source: Source, path: tuple[str | int, ...], table: Mapping[str, Any]) -> Entries:
    """The values of a `set` by full name, whether its keys were quoted ("a.b" = 1) or not (a.b = 1)."""
    entries: Entries = {}
    for key, value in table.items():
        if isinstance(value, dict):
            entries |= {f"{key}.{name}": Entry(v, source.origin(*path, key, name)) for name, v in value.items()}
        else:
            entries[key] = Entry(value, source.origin(*path, key))
    return entries


def _changeable(key: str, origin: Origin, rules: Mapping[str, Rule]) -> tuple[Rule, str]:
    """The rule and the name of a parameter that may change on a date."""
    section, _, name = key.partition(".")
    if section in rules and name in type(rules[section]).model_fields:
        return rules[section], name
    if key in parameters():
        raise origin.error(f"{key} holds from the first day on; allowed: a parameter of a rule")
    known = [parameter for parameter in parameters() if parameter.partition(".")[0] in rules]
    same = [parameter for parameter in known if parameter.startswith(f"{section}.")]
    raise origin.error(unknown("parameter", key, same or [f"{rule}.<key>" for rule in rules], known))


def parameters() -> list[str]:
    """Every parameter by its full name, "section.key"."""
    return [f"{section}.{key}" for section, model in SECTIONS.items() for key in model.model_fields]
