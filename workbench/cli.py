"""The headless commands. They never import Qt; results go to stdout or files, errors are one line each on stderr."""

import json
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, NoReturn

import click
from rich.console import Console
from rich.progress import Progress

from filters.errors import FilterError
from workbench import tables
from workbench.doctor import findings
from workbench.document import PHOTO, Document
from workbench.errors import WorkbenchError, shown
from workbench.explain import explain as explained
from workbench.export import TARGETS
from workbench.export import export as write_export
from workbench.export.checking import check_model
from workbench.imports import read_onnx
from workbench.metadata import to_carry
from workbench.photos import load_photo
from workbench.pictures import FORMATS, MAPPINGS, Saving
from workbench.pipeline_file import write_pipeline
from workbench.plan import plan
from workbench.presets import PRESETS
from workbench.running import load, run_file

WRONG_USE = 2


class OneLine(click.Group):
    """Usage errors of one line each, and exit status 2; a reader of stdout that goes away is no error."""

    def main(self, *args: Any, **options: Any) -> Any:
        try:
            return super().main(*args, **{**options, "standalone_mode": False})
        except click.exceptions.Exit as done:
            sys.exit(done.exit_code)
        except click.Abort:
            fail("Stopped.", 130)
        except click.ClickException as error:
            fail(error.format_message())

    def invoke(self, context: click.Context) -> Any:
        try:
            found = super().invoke(context)
            sys.stdout.flush()
        except BrokenPipeError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            context.exit(0)
        return found


def say(message: str) -> None:
    """One line on stderr, whatever the message holds."""
    line = " ".join(message.splitlines())
    click.echo(line.encode("utf-8", "replace").decode("utf-8"), err=True)


def fail(message: str, status: int = WRONG_USE) -> NoReturn:
    """Say why in one line and leave."""
    say(f"workbench: {message}")
    sys.exit(status)


@click.group(cls=OneLine, context_settings={"help_option_names": ["-h", "--help"]})
def cli() -> None:
    """Commands that need no window."""


def _load(pipeline: str) -> Document:
    try:
        return load(pipeline)
    except WorkbenchError as error:
        fail(str(error))


@cli.command()
@click.argument("pipeline")
@click.argument("inputs", metavar="INPUT...", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("-o", "--output", "out", metavar="OUT", required=True, type=click.Path(path_type=Path),
              help="A folder, or a file where there is one input.")  # fmt: skip
@click.option("--format", "form", type=click.Choice(tuple(FORMATS)), help="png, unless OUT's ending says otherwise.")
@click.option("--step", metavar="ID", help="The step to save; the last, if not given.")
@click.option("--map", "mapping", type=click.Choice(tuple(MAPPINGS)), default="clip", show_default=True,
              help="How values become shades.")  # fmt: skip
@click.option("--bits", type=click.Choice(["8", "16", "32"]), default="8", show_default=True, help="Bits a channel.")
@click.option("--frame", type=click.IntRange(1), default=1, show_default=True,
              help="Frame of an animation, or page, to read.")  # fmt: skip
@click.option("--metadata", type=click.Choice(["strip", "keep"]), default="strip", show_default=True,
              help="Whether results keep the photo's EXIF.")  # fmt: skip
@click.option("--carry", is_flag=True, help="Let a PNG carry the pipeline; the window restores it.")
def run(
    pipeline: str,
    inputs: tuple[Path, ...],
    out: Path,
    form: str | None,
    step: str | None,
    mapping: str,
    bits: str,
    frame: int,
    metadata: str,
    carry: bool,
) -> None:
    """Run PIPELINE (a file or a preset's id) on every INPUT and save the results."""
    document = _load(pipeline)
    if step is not None and step != PHOTO and step not in document:
        fail(f"There is no step {step} in {shown(pipeline)}; there are {', '.join(s.id for s in document) or 'none'}.")
    found_form, targets = _targets(inputs, out, form)
    how = Saving(found_form, int(bits), mapping)
    if carry:
        if found_form != "png":
            fail(f"Only png carries a pipeline, not {found_form}.")
        try:
            how = replace(how, pipeline=to_carry(document, shown(out)))
        except WorkbenchError as error:
            fail(str(error))
    failed = 0
    with _progress(len(inputs)) as advance:
        for source, target in zip(inputs, targets, strict=True):
            try:
                run_file(
                    document, source, target, how, step=step, frame=frame - 1, keeps_metadata=metadata == "keep",
                )  # fmt: skip
            except FilterError as error:
                failed += 1
                say(f"{shown(source)}: {error}")
            except WorkbenchError as error:
                failed += 1
                say(str(error))
            except MemoryError:
                failed += 1
                say(f"{shown(source)}: there is not enough memory for it.")
            advance()
    sys.exit(1 if failed else 0)


def _targets(inputs: Sequence[Path], out: Path, form: str | None) -> tuple[str, list[Path]]:
    """Format and file of each result; wrong use where two results, or a result and an input, are one file."""
    by_ending = next((name for name, endings in FORMATS.items() if out.suffix.lower() in endings), None)
    is_file = len(inputs) == 1 and not out.is_dir() and by_ending is not None and form in (None, by_ending)
    if is_file:
        assert by_ending is not None
        found_form, targets = by_ending, [out]
    else:
        found_form = form or "png"
        if not out.is_dir() and (out.exists() or by_ending is not None):
            many = f"{len(inputs)} inputs need a folder" if len(inputs) > 1 else f"as {found_form} it needs that ending"
            fail(f"{shown(out)} cannot take the result: {many}.")
        targets = [out / f"{source.stem}.{found_form}" for source in inputs]
    _refuse_clashes(inputs, targets)
    try:
        (out.parent if is_file else out).mkdir(parents=True, exist_ok=True)
    except OSError as error:
        fail(f"The folder {shown(out)} cannot be made: {error.strerror}.")
    return found_form, targets


def _refuse_clashes(inputs: Sequence[Path], targets: Sequence[Path]) -> None:
    taken: dict[str, Path] = {}
    read = {_identity(source): source for source in inputs}
    for source, target in zip(inputs, targets, strict=True):
        key = _identity(target)
        if key in read:
            fail(f"The result of {shown(source)} would overwrite the input {shown(read[key])}. Choose another folder.")
        if key.casefold() in taken:
            other = taken[key.casefold()]
            fail(f"{shown(other)} and {shown(source)} would both be written to {shown(target)}. Run them apart.")
        taken[key.casefold()] = source


def _identity(path: Path) -> str:
    """One text for one file, through symlinks; hard links are told apart by what they point at."""
    real = os.path.realpath(path)
    try:
        status = Path(real).stat()
    except OSError:
        return real
    return f"{status.st_dev}:{status.st_ino}" if status.st_ino else real


@contextmanager
def _progress(count: int) -> Iterator[Any]:
    """A bar on stderr where somebody watches and there is much to do; else nothing."""
    console = Console(stderr=True)
    if count < 3 or not console.is_terminal:
        yield lambda: None
        return
    with Progress(console=console) as bar:
        task = bar.add_task("Running", total=count)
        yield lambda: bar.advance(task)


@cli.command()
@click.argument("pipeline")
@click.option("--input-shape", default="1,3,224,224", show_default=True, metavar="N,C,H,W", help="Shape of the photo.")
@click.option("--format", "form", type=click.Choice(tables.FORMATS), default="text", show_default=True)
def describe(pipeline: str, input_shape: str, form: str) -> None:
    """Show every step of PIPELINE: shapes, parameters, receptive field, operations."""
    document = _load(pipeline)
    planned = plan(document, _shape(input_shape))
    click.echo(tables.table(planned, form), nl=False)
    if planned.refusal:
        say(f"workbench: {planned.refusal.message}")
        sys.exit(1)


def _shape(text: str) -> tuple[int, ...]:
    parts = text.replace(" ", "").split(",")
    if len(parts) != 4 or not all(part.isascii() and part.isdecimal() and 0 < len(part) < 10 for part in parts):
        fail(f"--input-shape must be four whole numbers N,C,H,W, not {text}.")
    shape = tuple(map(int, parts))
    if not all(shape):
        fail(f"--input-shape must be at least 1 everywhere, not {text}.")
    return shape


@cli.command()
@click.argument("pipeline")
@click.option("--to", required=True, type=click.Choice(tuple(TARGETS)), help="What to write.")
@click.option("--input-shape", metavar="N,C,H,W", help="Shape of the photo; any size, where the pipeline allows it.")
@click.option("-o", "--output", "out", metavar="FILE", required=True, type=click.Path(path_type=Path))
def export(pipeline: str, to: str, input_shape: str | None, out: Path) -> None:
    """Write PIPELINE as a model or as code that checks itself."""
    document = _load(pipeline)
    try:
        write_export(document, to, None if input_shape is None else _shape(input_shape), out)
    except (FilterError, WorkbenchError) as error:
        say(f"workbench: {error}")
        sys.exit(1)


@cli.command()
@click.argument("model", type=click.Path(path_type=Path))
def check(model: Path) -> None:
    """Check that MODEL, exported to ONNX, still computes the example that it carries."""
    try:
        runner, difference = check_model(model)
    except WorkbenchError as error:
        fail(str(error), 1)
    click.echo(f"The result on the example agrees in {runner}, to {difference:.1g}.")


@cli.command("import")
@click.argument("model", type=click.Path(path_type=Path))
@click.option("-o", "--output", "out", metavar="FILE", required=True, type=click.Path(path_type=Path))
@click.option("--partly", is_flag=True, help="Read as far as the operators are supported.")
def import_(model: Path, out: Path, partly: bool) -> None:
    """Write MODEL, an ONNX file, as a pipeline file."""
    try:
        found = read_onnx(model, partly=partly)
        write_pipeline(found.document, out)
    except WorkbenchError as error:
        fail(str(error), 1)
    for notice in (*found.notices, *([found.stopped] if found.stopped else [])):
        say(f"workbench: {notice}")


@cli.command()
@click.argument("pipeline")
@click.argument("source", metavar="INPUT", type=click.Path(path_type=Path))
@click.option("--step", metavar="ID", required=True, help="The step whose value is explained.")
@click.option("--at", metavar="Y,X", required=True, help="Row and column of the step's own map.")
@click.option("--channel", type=int, default=0, show_default=True, help="Channel of the step's own maps.")
@click.option("--json", "as_json", is_flag=True, help="The whole ledger as JSON.")
def explain(pipeline: str, source: Path, step: str, at: str, channel: int, as_json: bool) -> None:
    """Show how one value of PIPELINE on INPUT came about, back to the photo."""
    document = _load(pipeline)
    parts = at.replace(" ", "").split(",")
    if len(parts) != 2 or not all(part.isascii() and part.isdecimal() and 0 < len(part) < 10 for part in parts):
        fail(f"--at must be two whole numbers Y,X, not {at}.")
    try:
        photo = load_photo(source)
        found = explained(plan(document, photo.shape), photo, step, int(parts[0]), int(parts[1]), channel=channel)
    except FilterError as error:
        fail(str(error), 1)
    except WorkbenchError as error:
        fail(str(error), 1)
    click.echo(json.dumps(found.as_data()) if as_json else found.as_text())


@cli.command()
@click.option("--json", "as_json", is_flag=True, help="A JSON list of the ids.")
def presets(as_json: bool) -> None:
    """List the pipelines that come with the program."""
    if as_json:
        click.echo(json.dumps([preset.id for preset in PRESETS]))
        return
    width = max(len(preset.id) for preset in PRESETS)
    for preset in PRESETS:
        click.echo(f"{preset.id.ljust(width)}  {preset.group.ljust(8)}  {preset.description}")


@cli.command()
def doctor() -> None:
    """Show versions, threads, and what stands in the way of a window."""
    for what, finding in findings():
        click.echo(f"{what}: {finding}")
