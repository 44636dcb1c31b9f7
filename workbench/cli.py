"""The way to the headless commands. They never import Qt; results go to stdout or files, errors are one line on stderr.

A command's code is loaded when it is asked for: a batch begins sooner without that of the others.
"""

from importlib import import_module

import click

from workbench.console import OneLine

MODULES = {
    "run": "workbench.batch.command",
    **dict.fromkeys(("describe", "explain", "export", "check", "import", "presets", "doctor"), "workbench.commands"),
}
"""The commands, and where each of them is."""


class Commands(OneLine):
    """Commands by name, each loaded when it is needed."""

    def list_commands(self, context: click.Context) -> list[str]:
        """All of them, in the order of their help."""
        return list(MODULES)

    def get_command(self, context: click.Context, name: str) -> click.Command | None:
        """The command of that name, if there is one."""
        if name not in MODULES:
            return None
        found: click.Command = getattr(import_module(MODULES[name]), name if name != "import" else "import_")
        return found


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
def cli() -> None:
    """Commands that need no window."""
