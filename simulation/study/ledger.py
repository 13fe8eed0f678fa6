"""The article's twenty-six claims, one record each: what is measured, and what switches the mechanism off.

Kinds: an *assumed* claim is built in, and what is asked is whether it is in force; a *number* is compared with the
article's and with the evidence; an *emergent* claim is put in nowhere, and stands or falls with what its switch does.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

Kind = Literal["assumed", "number", "emergent"]
Range = tuple[float, float]
ANY = float("inf")


@dataclass(frozen=True)
class World:
    """A shipped scenario, with other values for some of its parameters."""

    scenario: str
    overrides: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class Number:
    """A number that the article gives.

    Attributes:
        measure: what is compared with it (`measures.MEASURES`).
        told: the values that the article's words allow.
        evidence: the values of other sources, where there are any.
        source: the rows of the evidence.
    """

    measure: str
    told: Range
    evidence: Range | None = None
    source: str = ""


@dataclass(frozen=True)
class Claim:
    """One claim of the article.

    Attributes:
        key: C1 to C26.
        says: the claim in a sentence.
        kind: what it is in the model.
        rules: the sections of the rules that carry it, first the one that has the mechanism.
        world: where it is looked at.
        measure: what is measured with the mechanism and without.
        sign: whether the measure is more (1) or less (-1) with the mechanism than without, if the claim holds.
        off: the world without the mechanism; None where nothing can be switched off.
        without: the switch in words, or why there is none.
        numbers: what must come out besides.
        test: a test file that holds the mechanism to account.
    """

    key: str
    says: str
    kind: Kind
    rules: tuple[str, ...]
    world: World
    measure: str
    sign: Literal[1, -1]
    off: World | None
    without: str
    test: str
    numbers: tuple[Number, ...] = ()


def switched(world: World, **overrides: object) -> World:
    """A world with a mechanism off: `participation__meeting_fine=0.0` sets participation.meeting_fine."""
    return World(
        world.scenario, {**world.overrides} | {key.replace("__", "."): value for key, value in overrides.items()}
    )


OCTOBER, WAVES, HISTORY = World("october_2003"), World("waves"), World("history")
BOLIVIA = World("bolivia", {"city.scale": 1.0})
LIMITS = "verification/test_participation_limits.py"
TWO_VARIABLES = "verification/test_strength_and_bureaucracy.py"

CLAIMS: tuple[Claim, ...] = (
    Claim("C1", "The city grew from 11,000 to 800,000 in fifty years; more than half came in the last fifteen.",
          "number", ("growth",), HISTORY, "residents", 1,
          switched(HISTORY, growth__arrivals_before_1976=0.0, growth__arrivals_before_1992=0.0,
                   growth__arrivals_since_1992=0.0), "nobody arrives", "test_growth.py",
          (Number("residents", (760_000, 840_000), (650_000, 760_000), "ART-01; POP-2001, DER-14"),
           Number("lately_here", (0.5, 1.0), (0.49, 0.54), "ART-03; DER-02"))),
    Claim("C2", "It is young: almost half are under 25; an assembly has 1,500 people, 1,000 without the children.",
          "number", ("growth",), HISTORY, "under_25", 1,
          switched(HISTORY, growth__births=0.02), "a quarter of the births", "test_growth.py",
          (Number("under_25", (0.45, 0.52), None, "ART-04"),
           Number("people_per_assembly", (1_350, 1_650), (1_157, 1_318), "ART-13; DER-01"),
           Number("adults_per_assembly", (900, 1_100), None, "ART-14"))),
    Claim("C3", "Who came together settled together, and that is where cohesion comes from.",
          "emergent", ("growth", "participation"), OCTOBER, "shift_turnout", 1,
          World("strangers"), "people settle anywhere", "test_growth.py"),
    Claim("C4", "There was no infrastructure: mud roads, no drainage, every rain makes a lake.",
          "assumed", ("self_construction",), OCTOBER, "flooded", 1,
          switched(OCTOBER, self_construction__lake_rain=1_000.0), "ground that takes any rain",
          "test_self_construction.py"),
    Claim("C5", "All of it was built by the inhabitants, nothing by the state.",
          "assumed", ("self_construction",), WAVES, "works_built", 1,
          switched(WAVES, self_construction__work_weeks=520), "no assembly calls to communal work",
          "test_self_construction.py"),
    Claim("C6", "Work is small: traders, restaurants, workshops, construction, mostly four workers or fewer; a tenth"
          " are state employees.",
          "number", ("livelihood",), OCTOBER, "businesses_open", -1,
          switched(OCTOBER, livelihood__crew=0.0), "a business works on with nobody there", "test_livelihood.py",
          (Number("small_work", (0.5, 1.0), None, "ART-09"),
           Number("state_employees", (0.08, 0.12), None, "ART-10"))),
    Claim("C7", "The Sunday market has 40,000 stalls, in the street.",
          "number", ("livelihood",), OCTOBER, "fair_stalls", 1,
          switched(OCTOBER, livelihood__fair_stalls=0.0), "no fair", "test_livelihood.py",
          (Number("fair_stalls", (38_000, 42_000), (8_000, 12_000), "ART-11; FER-03"),)),
    Claim("C8", "There are 550 neighbourhood assemblies, one per barrio.",
          "number", ("growth", "mobilisation"), HISTORY, "assemblies", 1,
          switched(HISTORY, growth__divide_at=100_000.0), "barrios that grow large do not divide", "test_growth.py",
          (Number("assemblies", (520, 580), (484, 600), "ART-12; JUN-2003b, JUN-2006b, JUN-2008"),)),
    Claim("C9", "They federate in Fejuve, whose delegates meet monthly; it led the uprisings.",
          "emergent", ("mobilisation",), OCTOBER, "peak_share", 1,
          switched(OCTOBER, mobilisation__fejuve=False), "no federation of assemblies", "test_city.py"),
    Claim("C10", "Vendors have trade associations, grouped in the Workers' Regional Centre (COR).",
          "assumed", ("mobilisation", "livelihood"), OCTOBER, "attended_traders", 1,
          switched(OCTOBER, mobilisation__cor=False), "no federation of associations", "test_city.py"),
    Claim("C11", "Affiliation is obligatory: no association, no selling in the street.",
          "assumed", ("participation", "livelihood"), OCTOBER, "attended_traders", 1,
          switched(OCTOBER, participation__exclusion_days=0.0), "no stall is shut for staying away", LIMITS),
    Claim("C12", "Attendance is obligatory: who misses an assembly or a march pays a fine.",
          "assumed", ("participation",), OCTOBER, "calm_turnout", 1,
          World("no_fines"), "no fines", LIMITS),
    Claim("C13", "The organisations take in the whole population; participatory rather than delegated.",
          "emergent", ("mobilisation", "participation"), OCTOBER, "together_days", -1,
          switched(OCTOBER, mobilisation__brake=1.0), "leaders may hold up any vote that is not unanimous",
          "verification/test_granovetter.py",
          (Number("took_part", (0.9, 1.0), None, "ART-16"),)),
    Claim("C14", "Everything is territorial: each organisation controls an area.",
          "assumed", ("blockade", "state_response"), OCTOBER, "control_most", 1,
          switched(OCTOBER, blockade__hold_quorum=1_000), "no assembly can hold its ground", "test_city.py"),
    Claim("C15", "Thieves: hanging puppets warn, whistles call the neighbours, people defend themselves; 900 a year die.",
          "number", ("self_defence",), WAVES, "thefts", -1,
          switched(WAVES, self_defence__hanging=0.0, self_defence__earshot=0.0), "no puppets, no whistles",
          "test_self_defence.py",
          (Number("thieves_killed", (800, 1_000), (1, 19), "ART-20; LYN-1416, LYN-2009, LYN-NAT"),)),
    Claim("C16", "The police are absent, or with the thieves.",
          "assumed", ("self_defence",), WAVES, "thefts", 1,
          switched(WAVES, self_defence__police_presence=1.0, self_defence__police_in_league=0.0),
          "police at hand, and none with the thieves", "test_self_defence.py"),
    Claim("C17", "Struggle strengthens the organisations; without it they weaken.",
          "assumed", ("surpassing",), WAVES, "strength_gained", 1,
          switched(WAVES, surpassing__alpha=0.0, surpassing__delta=0.0), "strength stays what it was", TWO_VARIABLES),
    Claim("C18", "In an uprising the state ceases to exist and the parties are expelled.",
          "assumed", ("state_response",), OCTOBER, "state_least", -1,
          switched(OCTOBER, state_response__leaving=0.0), "police and parties stay where barrios are up",
          "test_city.py"),
    Claim("C19", "In decline bureaucracy returns and takes control.",
          "assumed", ("surpassing",), WAVES, "bureaucracy_returned", 1,
          switched(WAVES, surpassing__beta=0.0), "leaders do not drift under patronage", TWO_VARIABLES),
    Claim("C20", "The base then surpasses it, again and again.",
          "emergent", ("surpassing",), WAVES, "surpassings", 1,
          switched(WAVES, surpassing__tolerance=10.0), "members tolerate any leader", TWO_VARIABLES,
          (Number("surpassings", (2, ANY), None, "ART-23"),)),
    Claim("C21", "Road blocks kept gas and food from La Paz and shut the capital.",
          "emergent", ("blockade",), OCTOBER, "days_without_gas", 1,
          switched(OCTOBER, blockade__hold_quorum=1_000), "no block of road can be held",
          "verification/test_exhaustion.py"),
    Claim("C22", "October 2003, and again May-June 2005.",
          "emergent", ("state_response", "blockade"), WAVES, "uprisings", 1,
          World("el_alto", {"start": date(2003, 1, 1), "end": date(2006, 12, 31)}), "the same years without a cause",
          "test_waves.py",
          (Number("uprisings", (1.5, 2.0), None, "ART-24, ART-25"),)),
    Claim("C23", "Power was dispersed rather than taken; co-ordination between the organisations is the hard part.",
          "emergent", ("mobilisation",), OCTOBER, "needs_met", -1,
          World("coordination"), "the organisations co-ordinated by every lever there is", "test_coordination.py"),
    Claim("C24", "After a victory comes waiting: the initiative passes to the government, the readiness stays.",
          "assumed", ("mobilisation", "state_response"), OCTOBER, "wave_days", -1,
          switched(OCTOBER, mobilisation__patience=0.0), "people do not wait for the government", "test_city.py"),
    Claim("C25", "Similar bodies exist across Bolivia.",
          "assumed", ("elsewhere",), BOLIVIA, "answered_day", -1,
          switched(BOLIVIA, elsewhere__weight=0.0), "other places are not felt", "test_elsewhere.py"),
    Claim("C26", "Old traditions feed it: the miners' union discipline, the rotation of duties in rural communities.",
          "assumed", ("participation", "growth"), OCTOBER, "calm_turnout", 1,
          switched(OCTOBER, participation__tradition=0.5), "everyone has the habit of duty of the city-born", LIMITS),
)  # fmt: skip
"""The ledger."""
