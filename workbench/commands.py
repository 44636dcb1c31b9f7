"""All headless commands but `run`: small ones, that show, check and turn pipelines into something else."""

import json
import sys
from pathlib import Path

import click

from filters.errors import FilterError
from workbench import tables
from workbench.console import fail, say
from workbench.counting import Convention
from workbench.doctor import findings
from workbench.document import Document
from workbench.errors import WorkbenchError
from workbench.explanation.explain import explain as explained
from workbench.export import TARGETS
from workbench.export import export as write_export
from workbench.export.checking import check_model
from workbench.imports import read_onnx
from workbench.picture_files.photos import load_photo
from workbench.pipeline_file import write_pipeline
from workbench.plan import plan
from workbench.presets import PRESETS
from workbench.running import load


def _load(pipeline: str) -> Document:
    try:
        return load(pipeline)
    except WorkbenchError as error:
        fail(str(error))


@click.command()
@click.argument("pipeline")
@click.option("--input-shape", default="1,3,224,224", show_default=True, metavar="N,C,H,W", help="Shape of the photo.")
@click.option("--format", "form", type=click.Choice(tables.FORMATS), default="text", show_default=True)
@click.option("--without-bias", is_flag=True, help="Do not count the addition of the bias.")
@click.option("--without-padding", is_flag=True, help="Do not count products with the zeros of padding.")
def describe(pipeline: str, input_shape: str, form: str, without_bias: bool, without_padding: bool) -> None:
    """Show every step of PIPELINE: shapes, parameters, receptive field, operations."""
    document = _load(pipeline)
    planned = plan(document, _shape(input_shape))
    click.echo(tables.table(planned, form, Convention(bias=not without_bias, padding=not without_padding)), nl=False)
    if planned.refusal:
        say(f"workbench: {planned.refusal.message}")
        sys.exit(1)


def _whole_numbers(text: str, option: str, count: int, what: str) -> tuple[int, ...]:
    parts = text.replace(" ", "").split(",")
    if len(parts) != count or not all(part.isascii() and part.isdecimal() and 0 < len(part) < 10 for part in parts):
        fail(f"{option} must be {what}, not {text}.")
    return tuple(map(int, parts))


def _shape(text: str) -> tuple[int, ...]:
    shape = _whole_numbers(text, "--input-shape", 4, "four whole numbers N,C,H,W")
    if not all(shape):
        fail(f"--input-shape must be at least 1 everywhere, not {text}.")
    return shape


@click.command()
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


@click.command()
@click.argument("model", type=click.Path(path_type=Path))
def check(model: Path) -> None:
    """Check that MODEL, exported to ONNX, still computes the example that it carries."""
    try:
        runner, difference = check_model(model)
    except WorkbenchError as error:
        fail(str(error), 1)
    click.echo(f"The result on the example agrees in {runner}, to {difference:.1g}.")


@click.command("import")
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


@click.command()
@click.argument("pipeline")
@click.argument("source", metavar="INPUT", type=click.Path(path_type=Path))
@click.option("--step", metavar="ID", required=True, help="The step whose value is explained.")
@click.option("--at", metavar="Y,X", required=True, help="Row and column of the step's own map.")
@click.option("--channel", type=int, default=0, show_default=True, help="Channel of the step's own maps.")
@click.option("--training", is_flag=True, help="As in training: BatchNorm by this batch, Dropout drops.")
@click.option("--json", "as_json", is_flag=True, help="The whole ledger as JSON.")
def explain(pipeline: str, source: Path, step: str, at: str, channel: int, training: bool, as_json: bool) -> None:
    """Show how one value of PIPELINE on INPUT came about, back to the photo."""
    document = _load(pipeline)
    y, x = _whole_numbers(at, "--at", 2, "two whole numbers Y,X")
    try:
        photo = load_photo(source)
        planned = plan(document, photo.shape, training=training)
        found = explained(planned, photo, step, y, x, channel=channel)
    except (FilterError, WorkbenchError) as error:
        fail(str(error), 1)
    click.echo(json.dumps(found.as_data()) if as_json else found.as_text())


@click.command()
@click.option("--json", "as_json", is_flag=True, help="A JSON list of the ids.")
def presets(as_json: bool) -> None:
    """List the pipelines that come with the program."""
    if as_json:
        click.echo(json.dumps([preset.id for preset in PRESETS]))
        return
    width = max(len(preset.id) for preset in PRESETS)
    for preset in PRESETS:
        click.echo(f"{preset.id.ljust(width)}  {preset.group.ljust(8)}  {preset.description}")


@click.command()
def doctor() -> None:
    """Show versions, threads, and what stands in the way of a window."""
    for what, finding in findings():
        click.echo(f"{what}: {finding}")
