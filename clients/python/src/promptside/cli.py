"""`promptside`: the command, and how it ends."""

from __future__ import annotations

import signal
import sys
import traceback
from types import FrameType
from typing import NoReturn

import click

from promptside import __version__
from promptside.commands import evaluate
from promptside.errors import CannotGoOn

ERROR, INTERRUPTED = 2, 130


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="promptside")
def promptside() -> None:
    """Talk to a Promptside registry."""


promptside.add_command(evaluate)


def main() -> NoReturn:
    signal.signal(signal.SIGTERM, as_interrupt)
    sys.exit(outcome())


def outcome(arguments: list[str] | None = None) -> int:
    """The exit code. Whatever goes wrong is an error, and never looks like a regression."""
    try:
        return int(promptside.main(arguments, prog_name="promptside", standalone_mode=False) or 0)
    except click.ClickException as error:
        error.show()
    except CannotGoOn as error:
        click.echo(f"Error: {error}", err=True)
    except (click.Abort, KeyboardInterrupt):
        click.echo("Interrupted.", err=True)
        return INTERRUPTED
    except Exception:
        traceback.print_exc()
        click.echo("Error: this is a fault of promptside; please report the lines above.", err=True)
    return ERROR


def as_interrupt(number: int, frame: FrameType | None) -> NoReturn:
    """What a workflow sends that is cancelled."""
    raise KeyboardInterrupt
