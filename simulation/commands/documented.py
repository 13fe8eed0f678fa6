"""What `--docs` keeps in a folder of documents: a study's numbers, its picture, and the tables that are made of them."""

import shutil
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from simulation.folders import write_json, write_whole

if TYPE_CHECKING:
    from simulation.study.posterior import Posterior


def made(command: str) -> dict[str, str]:
    """How a record was made."""
    return {"command": command, "version": version("el-alto")}


def seeded(seed: int) -> str:
    """The option of a command, where it is not the default."""
    return "" if seed == 1 else f" --seed {seed}"


def document(
    docs: Path | None,
    name: str,
    record: dict[str, Any],
    picture: Path,
    called: str,
    posterior: "Posterior | None" = None,
) -> None:
    """Keep `<name>.json` and the picture in `docs`, the posterior's points with them, and write the tables anew.

    Args:
        docs: the folder; None for nothing.
        name: of the record.
        record: the numbers, as plain values.
        picture: a file.
        called: the picture's name in `docs`.
        posterior: whose points are kept.
    """
    if docs is None:
        return
    from simulation.study import trace

    docs.mkdir(parents=True, exist_ok=True)
    write_whole(docs / f"{name}.json", lambda path: write_json(path, record))
    shutil.copy(picture, docs / called)
    if posterior is not None:
        write_whole(docs / "posterior.parquet", posterior.write)
    trace.write(docs)
