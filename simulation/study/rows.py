"""The rows of the evidence that the model speaks to: what history says, and how a run is asked the same.

What a row says in full, and what it may be used for, comes from `facts.csv`; here stand only the interval that its
sources give and the number of a run to lay beside it. A row whose text gives two numbers, a date and a length, is
asked twice: "EV-2003-0915/start" and "EV-2003-0915/won".
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from simulation.study import told
from simulation.study.facts import Fact, cause_of, facts
from simulation.study.told import Told

TAX, FORMS, GAS = cause_of("2003-02-09"), cause_of("2003-09-01"), cause_of("2003-09-20")
WATER, LAW = cause_of("2005-01-03"), cause_of("2005-05-17")
WAVES, HISTORY, CALM = "waves", "history", "el_alto"
"""The scenarios in which rows are asked: the causes of 2003 to 2006, the growth from 1950 to 2006, a year of calm."""
FEBRUARY, SEPTEMBER, OCTOBER = "February 2003", "September 2003", "October 2003"
JANUARY, MAY, ALL = "January 2005", "May and June 2005", "all waves"
CITY, GROWTH, CRIME = "the city", "growth", "self-defence"
DAY, DAYS, SHARE, PERSONS, TIMES = "strike day", "days", "share", "persons", "times"
EVENTS_2003 = "5c-events-2003"
"""The topic of the evidence that holds the wave that behaviour may be fitted to."""
SINCE = 60
"""Days after a cause arose within which deaths are laid at its door, where a row counts them so (assumption)."""


@dataclass(frozen=True)
class Row:
    """One row of the evidence, and the number of a run to lay beside it.

    Attributes:
        id: the row of `facts.csv`, behind a slash which part of it where there are several.
        says: what is counted or dated, in a few words.
        unit: of low, high and the run's number; a share is 0 to 1, what happened or not is 1 or NaN.
        low: the lower end of what its sources give.
        high: the upper end; the same where they give one number.
        about: the wave or the side of the city that it is about.
        cause: the cause of that wave, by its name in scenarios; None where it is about no one wave.
        world: the scenario in which it is asked.
        of: the number of a run; NaN where the thing did not come about.
    """

    id: str
    says: str
    unit: str
    low: float
    high: float
    about: str
    cause: str | None
    world: str
    of: Told

    @property
    def fact(self) -> Fact:
        """The row as it stands in the evidence."""
        return facts()[self.id.partition("/")[0]]

    @property
    def use(self) -> str:
        """What it may be used for: "article", "calibrate" or "compare"."""
        return self.fact.use

    @property
    def year(self) -> str:
        """The year of the wave it is about, "2003" or "2005", or else "other"."""
        return self.about[-4:] if self.cause else "other"


def _october(id: str, says: str, unit: str, low: float, high: float, of: Told) -> Row:
    return Row(id, says, unit, low, high, OCTOBER, GAS, WAVES, of)


def _city(id: str, says: str, unit: str, low: float, high: float, of: Told, about: str = CITY) -> Row:
    """Counted at the end of 2006, in the city that has grown."""
    return Row(id, says, unit, low, high, about, None, HISTORY, of)


_OCTOBER = (
    _october("EV-2003-1008a", "the strike begins, after the cause arose", DAYS, 18, 19, told.start(GAS)),
    _october("EV-2003-1008b", "barrios up on strike day 1", SHARE, 0.95, 1.0,
             told.on_strike_day(GAS, "mobilised_share", 1)),
    _october("EV-2003-1009", "the first are killed", DAY, 2, 2, told.first_deaths(GAS)),
    _october("EV-2003-1009s", "the road from the depot is cut", DAY, 2, 3,
             told.kept_of_wave(GAS, "depot_cut_strike_day")),
    _october("EV-2003-1010", "scarcity in La Paz begins", DAY, 3, 3, told.scarcity(GAS)),
    _october("EV-2003-1011a", "no fuel, no bottled gas in La Paz", DAY, 4, 4, told.dry(GAS)),
    _october("EV-2003-1011c", "killed on strike day 4", PERSONS, 1, 2, told.on_strike_day(GAS, "deaths", 4, whole=True)),
    _october("EV-2003-1012a", "an army convoy brings fuel", DAY, 4, 5, told.convoy(GAS)),
    _october("EV-2003-1012b", "killed on the deadliest day", PERSONS, 20, 26, told.most_on_a_day(GAS, "deaths")),
    _october("EV-2003-1013", "killed on strike day 6", PERSONS, 16, 39, told.on_strike_day(GAS, "deaths", 6, whole=True)),
    _october("EV-2003-1013c", "the state leaves the barrios", DAY, 6, 7, told.withdrawal(GAS)),
    _october("EV-2003-1014", "other cities rise", DAY, 7, 7, told.spread(GAS)),
    _october("EV-2003-1016", "marchers on the largest day", PERSONS, 50_000, 50_000, told.most_on_a_day(GAS, "marchers")),
    _october("EV-2003-1017b", "the government falls", DAY, 10, 10, told.fall(GAS)),
    _october("EV-2003-DUR", "length of the strike", DAYS, 10, 10, told.length(GAS)),
    _october("EV-2003-ORDER", "events in the order of history", SHARE, 1, 1, told.order(GAS)),
    _october("EV-2003-TOTAL", "killed in all", PERSONS, 59, 74, told.killed_after(GAS, SINCE)),
    _october("EV-2003-PRICE", "prices in La Paz on strike day 10", "times normal", 1.56, 6,
             told.relative(GAS, "price_index", 10)),
    _october("DER-05", "barrios up at the peak", SHARE, 0.89, 1.0, told.kept_of_wave(GAS, "peak_share")),
    _october("FER-08", "stalls left of the fair during the strike", SHARE, 0, 0, told.fair_left(GAS)),
    _october("ART-24", "bottled gas and food gone from La Paz", "happened", 1, 1, told.gone(GAS, "gas", "food")),
    _october("RUL-ASM-OCT", "meetings a day of an assembly during the strike", "a day", 1, 1, told.meetings(GAS)),
    _october("EV-2011-07", "from the depot's cut to no fuel", DAYS, 1, 2, told.buffer(GAS)),
)  # fmt: skip
_OTHER_WAVES = (
    Row("EV-2003-02", "killed over the income tax", PERSONS, 31, 33, FEBRUARY, TAX, WAVES, told.killed_after(TAX, SINCE)),
    Row("EV-2003-0915/start", "the strike begins, after the cause arose", DAYS, 14, 14, SEPTEMBER, FORMS, WAVES,
        told.start(FORMS)),
    Row("EV-2003-0915/won", "the forms are annulled", DAY, 2, 3, SEPTEMBER, FORMS, WAVES,
        told.kept_of_wave(FORMS, "answered_strike_day")),
    Row("EV-2005-01a", "the strike begins, after the cause arose", DAYS, 7, 7, JANUARY, WATER, WAVES, told.start(WATER)),
    Row("EV-2005-01b", "the contract is ended", DAY, 3, 3, JANUARY, WATER, WAVES,
        told.kept_of_wave(WATER, "answered_strike_day")),
    Row("EV-2005-01c", "length of the strike", DAYS, 2, 3, JANUARY, WATER, WAVES, told.length(WATER)),
    Row("EV-2005-05b", "the strike begins, after the cause arose", DAYS, 6, 6, MAY, LAW, WAVES, told.start(LAW)),
    Row("EV-2005-0606b", "the government falls", DAY, 15, 15, MAY, LAW, WAVES, told.fall(LAW)),
    Row("ART-25", "bottled gas gone from La Paz", "happened", 1, 1, MAY, LAW, WAVES, told.gone(LAW, "gas")),
    Row("SER-DURN", "mean length of a conflict", DAYS, 1.42, 2.29, ALL, None, WAVES, told.mean_length),
)  # fmt: skip
_CITY = (
    _city("ART-01", "residents in 2006", PERSONS, 800_000, 800_000, told.on_date("residents", "2006-06-30"), GROWTH),
    _city("DER-14", "residents in 2006, by censuses", PERSONS, 725_000, 725_000,
          told.on_date("residents", "2006-06-30"), GROWTH),
    _city("POP-1976", "residents in 1976", PERSONS, 95_744, 95_744, told.on_date("residents", "1976-09-29"), GROWTH),
    _city("DER-03", "residents in 1985", PERSONS, 215_000, 300_000, told.on_date("residents", "1985-06-30"), GROWTH),
    _city("POP-1992", "residents in 1992", PERSONS, 405_492, 414_528, told.on_date("residents", "1992-06-03"), GROWTH),
    _city("POP-2001", "residents in 2001", PERSONS, 647_000, 650_000, told.on_date("residents", "2001-09-05"), GROWTH),
    _city("GRW-1950-76", "growth, 1950 to 1976", "% a year", 8.3, 8.68, told.growth("1950-06-30", "1976-09-29"), GROWTH),
    _city("GRW-1976-92", "growth, 1976 to 1992", "% a year", 9.23, 9.3, told.growth("1976-09-29", "1992-06-03"), GROWTH),
    _city("GRW-1992-01", "growth, 1992 to 2001", "% a year", 5.0, 5.1, told.growth("1992-06-03", "2001-09-05"), GROWTH),
    _city("ART-03", "born or come in the last fifteen years", SHARE, 0.5, 1, told.census("lately_here"), GROWTH),
    _city("DER-02", "of the residents of 2006, growth since 1991", SHARE, 0.49, 0.54,
          told.grown_since("1991-06-30", "2006-06-30"), GROWTH),
    _city("JUN-2003d", "assemblies in 2003", "assemblies", 500, 600, told.on_date("barrios", "2003-10-16"), GROWTH),
    _city("JUN-2005", "assemblies in 2005", "assemblies", 550, 550, told.on_date("barrios", "2005-03-08"), GROWTH),
    _city("JUN-2006b", "assemblies in 2006, by other counts", "assemblies", 484, 540,
          told.on_date("barrios", "2006-04-15"), GROWTH),
    _city("ART-12", "assemblies in 2006", "assemblies", 550, 550, told.on_date("barrios", "2006-04-15"), GROWTH),
    _city("ART-13", "residents of an assembly in 2006", PERSONS, 1_455, 1_500, told.census("people_per_assembly")),
    _city("ART-14", "adults of an assembly in 2006", PERSONS, 1_000, 1_000, told.census("adults_per_assembly")),
    _city("DER-01/2001", "residents of an assembly in 2001", PERSONS, 1_157, 1_157,
          told.ratio(told.on_date("residents", "2001-09-05"), told.on_date("barrios", "2001-09-05"))),
    _city("DER-01/2006", "residents of an assembly in mid-2006", PERSONS, 1_318, 1_318,
          told.ratio(told.on_date("residents", "2006-06-30"), told.on_date("barrios", "2006-06-30"))),
    _city("ART-04", "residents under twenty-five", SHARE, 0.45, 0.5, told.census("under_25")),
    _city("ART-09", "workers at a stall or in a small firm", SHARE, 0.5, 1, told.census("small_work")),
    _city("ART-10", "workers paid by the state", SHARE, 0.1, 0.1, told.census("state_employees")),
    Row("ART-11", "stalls of the fair, in the article", "stalls", 40_000, 40_000, CITY, None, CALM,
        told.measure("fair_stalls")),
    Row("FER-01", "stalls of the fair, in a report of 2003", "stalls", 40_000, 40_000, CITY, None, CALM,
        told.measure("fair_stalls")),
    Row("FER-03", "stalls of the fair, in later reports", "stalls", 10_000, 10_000, CITY, None, CALM,
        told.measure("fair_stalls")),
    Row("RUL-SIZE", "households of an assembly", "households", 190, 200, CITY, None, CALM, told.households_per_assembly),
    Row("ART-20", "thieves killed a year, in the article", PERSONS, 900, 900, CRIME, None, CALM,
        told.measure("thieves_killed")),
    Row("LYN-2009", "thieves killed a year, police in 2009", PERSONS, 7, 7, CRIME, None, CALM,
        told.measure("thieves_killed")),
    Row("LYN-1416", "thieves killed a year, counts from 2014", PERSONS, 1.3, 9.5, CRIME, None, CALM,
        told.measure("thieves_killed")),
    Row("LYN-NAT", "thieves killed a year, below all Bolivia", PERSONS, 0, 20, CRIME, None, CALM,
        told.measure("thieves_killed")),
)  # fmt: skip

ROWS: dict[str, Row] = {row.id: row for row in (*_OCTOBER, *_OTHER_WAVES, *_CITY)}
"""What the model can be asked of the evidence, by id."""

SAID_BY_ANOTHER = {
    "ART-02": "where growth starts", "POP-1950": "where growth starts", "DER-04": "GRW-1950-76", "DER-13": "EV-2003-1016",
    "DER-11": "ART-20 and LYN-2009", "DER-12": "ART-11 and FER-03",
    "JUN-2003a": "DER-05", "JUN-2003b": "JUN-2003d", "JUN-2003c": "DER-05",
    "JUN-2006a": "JUN-2006b", "JUN-2008m": "RUL-SIZE", "SUP-BUFFER": "EV-2011-07",
}  # fmt: skip
"""Rows whose number is asked under another row, or with which a scenario begins: they are not counted twice."""


def targets() -> tuple[Row, ...]:
    """The rows that behaviour may be fitted to: those of the wave of October 2003 whose use is "calibrate"."""
    return tuple(row for row in ROWS.values() if row.use == "calibrate" and row.fact.topic == EVENTS_2003)


def unasked() -> Counter[str]:
    """How many rows of each topic of the evidence the model is not asked about (`SAID_BY_ANOTHER` aside)."""
    asked = {row.fact.id for row in ROWS.values()} | SAID_BY_ANOTHER.keys()
    return Counter(fact.topic.partition("-")[2] for fact in facts().values() if fact.id not in asked)


def worlds(rows: Iterable[Row]) -> tuple[str, ...]:
    """The scenarios that these rows are asked in, once each, in order."""
    return tuple(dict.fromkeys(row.world for row in rows))
