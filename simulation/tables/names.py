"""Names for barrios: after the provinces and the mines their people came from, numbered as they are on the ground.

The map is stylised, so a name says what kind of place it is, not where the real barrio of that name lies.
"""

import numpy as np
from numpy.typing import NDArray

from simulation.tables.residents import Origin

NAMES = {
    Origin.RURAL: (
        "Villa Ingavi",
        "Villa Pacajes",
        "Nuevos Horizontes",
        "Villa Omasuyos",
        "Villa Los Andes",
        "Villa Aroma",
        "Villa Camacho",
        "Villa Larecaja",
        "Villa Muñecas",
        "Villa Loayza",
        "Villa Manco Kapac",
        "Villa Tiwanaku",
        "Villa Achacachi",
        "Villa Huarina",
        "Villa Jesús de Machaca",
        "Villa Ayo Ayo",
    ),
    Origin.MINE: (
        "Villa Santiago",
        "Siglo XX",
        "Villa Catavi",
        "Villa Huanuni",
        "Villa Colquiri",
        "Villa Caracoles",
        "Villa Matilde",
        "Villa Unificada",
    ),
    Origin.CITY: (
        "Villa Dolores",
        "Villa Bolívar",
        "Ciudad Satélite",
        "Villa Adela",
        "Villa Tejada",
        "Alto Lima",
        "Río Seco",
        "Villa Esperanza",
        "Villa Tunari",
        "Santa Rosa",
    ),
}
NUMERALS = ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X")


def name_barrios(origin: NDArray[np.uint8]) -> tuple[str, ...]:
    """A name for each barrio in order of founding, no two alike."""
    used: dict[Origin, int] = {}
    names = []
    for code in origin.tolist():
        kind = Origin(code)
        count = used.get(kind, 0)
        used[kind] = count + 1
        words, number = NAMES[kind][count % len(NAMES[kind])], count // len(NAMES[kind])
        suffix = NUMERALS[number] if number < len(NUMERALS) else str(number)
        names.append(f"{words} {suffix}".strip())
    return tuple(names)
