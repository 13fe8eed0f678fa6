"""The starting file that `el-alto new` writes: a whole scenario, with everything one could choose as a comment."""

from pathlib import Path

from simulation.errors import ScenarioError
from simulation.parameters import statement
from simulation.scenario_files.draft import SECTIONS
from simulation.scenario_files.source import shipped
from simulation.wording import allowed, found

HEAD = """# A scenario of your own. Run it with: el-alto run {name}.toml
# Whatever is not written here is as in the scenario that this one extends; el-alto show {name}.toml lists it all.

title   = "{name}"
about   = "What is asked: what would be otherwise, if ... ?"
extends = "october_2003"   # or el_alto, a city without causes; el-alto scenarios lists them

# The period of october_2003 is 2003-08-01 to 2003-12-31. Dates stand without quotes.
# start = 2003-08-01
# end   = 2003-12-31
"""
LEVERS = """
# Below is what someone could choose: the levers, each with its default. Take away the # before a [table] and
# before the lines that you want otherwise. el-alto show lists the other parameters.
"""
HAPPENINGS = """
# What angers people: when it arose, whom it touches, how much, and what conceding would cost the government.
# Never what they do about it. It comes on top of the causes of october_2003.
#
# [[cause]]
# on      = 2003-11-03
# name    = "a new tax on market stalls"
# touches = "vendors"   # everyone, households, unconnected, vendors, wage_earners, district:1 to district:9,
#                       # origin:rural, origin:mine, origin:city
# size    = 0.35        # 0.2 a nuisance; 0.35 a tax; 0.5 a question of the nation's resources; +0.1 after deaths
# stake   = 0.1         # 0.1 a municipal paper; 0.3 a contract; 0.6 a national law; 1.0 the regime's main policy

# Any parameter of a rule may change on a date.
#
# [[change]]
# on  = 2003-11-01
# set = { "participation.meeting_fine" = 0.0 }
"""


def write_starting_file(name: str, force: bool) -> Path:
    """Write `<name>.toml` into the current folder, and say where.

    Args:
        name: the name of the new scenario, with or without ".toml".
        force: replace a file of that name.

    Raises:
        ScenarioError: when the name cannot be one, is taken, or the folder cannot be written to.
    """
    stem = name.removesuffix(".toml")
    if not stem.replace("_", "").replace("-", "").isalnum() or len(stem) > 100:
        raise ScenarioError(f"the name {found(name)} will not do; allowed: letters, digits, _ and -, up to 100 of them")
    if stem in shipped():
        raise ScenarioError(f"{stem} is a scenario that comes with el-alto; allowed: any other name")
    path = Path(f"{stem}.toml")
    try:
        with path.open("w" if force else "x", encoding="utf-8") as file:
            file.write(starting_text(stem))
    except FileExistsError:
        raise ScenarioError(f"{path} is there already; allowed: another name, or --force to replace it") from None
    except OSError as error:
        raise ScenarioError(f"{path} cannot be written ({error.strerror})") from None
    return path


def starting_text(name: str) -> str:
    """The text of a starting file."""
    return HEAD.format(name=name) + LEVERS + "".join(_levers()) + HAPPENINGS


def _levers() -> list[str]:
    lines = []
    for section, model in SECTIONS.items():
        levers = {key: field for key, field in model.model_fields.items() if statement(field)["kind"] == "lever"}
        if levers:
            lines.append(f"\n# [{section}]\n")
        for key, field in levers.items():
            lines.append(f"# {key} = {found(field.default)}   # {field.description}; {allowed(field)}\n")
    return lines
