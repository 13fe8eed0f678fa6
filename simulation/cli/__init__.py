"""The command line: one function per verb, no logic. What a verb needs is imported when it is called."""

import gc
import sys
from collections.abc import Sequence

import rich_click as click

from simulation.address_space import refuse_too_little
from simulation.cli import runs, scenarios, studies, trust
from simulation.commands.stopping import termination_interrupts
from simulation.errors import ScenarioError, StoppedError
from simulation.folders import RunError

DONE, FAILED, WRONG_INPUT, INTERRUPTED = 0, 1, 2, 130

SETTINGS = {"help_option_names": ["-h", "--help"]}
NEW_OBJECTS = 100_000
"""Between two walks of the garbage collector: nearly all that lives is libraries and arrays, in which it finds nothing."""
PANELS = {
    "Live a city": (runs.run, runs.plot, runs.report, runs.chronicle, runs.branch, runs.dashboard),
    "Live many": (studies.compare, studies.sweep, studies.study, studies.sensitivity, studies.calibrate),
    "Trust it": (trust.verify, trust.dock, trust.claims, trust.validate, trust.false_alarms, trust.robustness),
    "Scenarios": (scenarios.scenarios, scenarios.show, scenarios.new, scenarios.schema),
}


@click.group(context_settings=SETTINGS)
@click.version_option(package_name="el-alto")
def commands() -> None:
    """A city that organises itself: El Alto, Bolivia, every resident an agent."""
    refuse_too_little()


for title, verbs in PANELS.items():
    commands.add_panel(click.RichCommandPanel(title, commands=[str(verb.name) for verb in verbs]))
    for verb in verbs:
        commands.add_command(verb)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run a command and exit: 0 done, 1 failed, 2 wrong input, 130 interrupted. An error is one line on stderr."""
    gc.set_threshold(NEW_OBJECTS)
    try:
        with termination_interrupts():
            code = commands.main(arguments, prog_name="el-alto", standalone_mode=False) or DONE
    except click.ClickException as error:
        context = getattr(error, "ctx", None)
        hint = f" (see {context.command_path} --help)" if context else ""
        code = _complain(f"{error.format_message()}{hint}", WRONG_INPUT)
    except ScenarioError as error:
        code = _complain(str(error), WRONG_INPUT)
    except RunError as error:
        code = _complain(str(error), FAILED)
    except MemoryError:
        code = None  # what was too large is let go first, so that there is room for saying so
    except (StoppedError, click.Abort, KeyboardInterrupt) as error:
        code = _complain(str(error) or "interrupted", INTERRUPTED)
    if code is None:
        code = _complain("there is not enough memory; try a smaller --scale", FAILED)
    sys.exit(code)


def _complain(message: str, code: int) -> int:
    print(f"el-alto: {message}", file=sys.stderr)
    return code
