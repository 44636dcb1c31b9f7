"""The command `run`: one file or thousands, on this machine or a cluster, with a report of each file that failed."""

import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import click

from workbench.batch import places
from workbench.batch.changes import changed
from workbench.batch.crew import PATIENCE, usual_jobs, work
from workbench.batch.manifest import Manifest, usual_path
from workbench.batch.names import EXISTING, Existing, Input, Row, inputs_of, refuse_own_input, rows_of
from workbench.batch.recipe import Recipe, Task
from workbench.batch.telling import told
from workbench.console import fail
from workbench.document import PHOTO, Document
from workbench.errors import WorkbenchError, shown
from workbench.picture_files.metadata import to_carry
from workbench.picture_files.pictures import FORMATS, MAPPINGS, SHEET_SIZES, Saving
from workbench.presets import PRESETS
from workbench.running import load


@click.command(name="run")
@click.argument("pipeline")
@click.argument("words", metavar="INPUT...", nargs=-1, required=True, type=click.Path())
@click.option(
    "-o",
    "--output",
    "out",
    metavar="OUT",
    required=True,
    type=click.Path(),
    help="A folder, or a file where there is one input.",
)
@click.option("--format", "form", type=click.Choice(tuple(FORMATS)), help="png, unless OUT's ending says otherwise.")
@click.option("--step", metavar="ID", help="The step to save; the last, if not given.")
@click.option(
    "--set",
    "assignments",
    metavar="STEP.PARAMETER=VALUE",
    multiple=True,
    help="Change a parameter, as in --set conv1.stride=2; may be given several times.",
)
@click.option(
    "--map",
    "mapping",
    type=click.Choice(tuple(MAPPINGS)),
    default="clip",
    show_default=True,
    help="How values become shades.",
)
@click.option("--bits", type=click.Choice(["8", "16", "32"]), default="8", show_default=True, help="Bits a channel.")
@click.option(
    "--frame", type=click.IntRange(1), default=1, show_default=True, help="Frame of an animation, or page, to read."
)
@click.option(
    "--metadata",
    type=click.Choice(["strip", "keep"]),
    default="strip",
    show_default=True,
    help="Whether results keep the photo's EXIF.",
)
@click.option(
    "--sheet",
    type=click.Choice(tuple(map(str, SHEET_SIZES))),
    metavar="SIZE",
    help="Save a contact sheet of all maps, labelled, each at most 96, 192 or 384 pixels long.",
)
@click.option("--damaged", is_flag=True, help="Of pictures that are cut off or damaged, use what is left.")
@click.option("--carry", is_flag=True, help="Let a PNG carry the pipeline; the window restores it.")
@click.option("--recursive", is_flag=True, help="Folders give the pictures of their folders too.")
@click.option(
    "--existing",
    type=click.Choice(tuple(EXISTING)),
    default="overwrite",
    show_default=True,
    help="What to do where a result's file is there already; changed: overwrite it if photo, pipeline or "
    "options are not those it was made from.",
)
@click.option(
    "--resume", is_flag=True, help="Do only what an earlier run did not finish; the same as --existing changed."
)
@click.option(
    "--manifest",
    metavar="FILE",
    type=click.Path(),
    help="Where the record of finished files is kept; usually beside the settings.",
)
@click.option("--jobs", type=click.IntRange(1), metavar="N", help="Processes; one for each core, if not given.")
@click.option(
    "--timeout",
    type=click.FloatRange(min=1),
    default=PATIENCE,
    show_default=True,
    metavar="SECONDS",
    help="Without a sign of life a file is given up after so long.",
)
@click.option("--json", "as_json", is_flag=True, help="Tell what happens as lines of JSON on stdout.")
@click.option(
    "--cluster", "address", metavar="ADDRESS", help="Let a Dask scheduler share out the work, such as tls://host:8786."
)
@click.option("--tls-ca", type=click.Path(), help="Certificates to trust, for tls://.")
@click.option("--tls-cert", type=click.Path(), help="This side's certificate, for tls://.")
@click.option("--tls-key", type=click.Path(), help="The key of --tls-cert.")
@click.option("--unencrypted", is_flag=True, help="Allow an unencrypted address beyond this machine.")
def run(
    pipeline: str,
    words: tuple[str, ...],
    out: str,
    form: str | None,
    step: str | None,
    assignments: tuple[str, ...],
    mapping: str,
    bits: str,
    frame: int,
    metadata: str,
    sheet: str | None,
    damaged: bool,
    carry: bool,
    recursive: bool,
    existing: Existing,
    resume: bool,
    manifest: str | None,
    jobs: int | None,
    timeout: float,
    as_json: bool,
    address: str | None,
    tls_ca: str | None,
    tls_cert: str | None,
    tls_key: str | None,
    unencrypted: bool,
) -> None:
    """Run PIPELINE on every INPUT and save the results.

    PIPELINE is a file, an ONNX model or a preset's id. An INPUT is a picture, a folder or a pattern with *.
    """
    out = places.path_of(out)
    try:
        document = changed(load(pipeline), assignments)
        if step is not None and step != PHOTO and step not in document:
            known = ", ".join(one.id for one in document) or "none"
            fail(f"There is no step {step} in {shown(pipeline)}; there are {known}.")
        inputs = inputs_of(words, recursive=recursive, out=out)
        is_file, ending = _form(inputs, out, form)
        recipe = _recipe(document, pipeline, Saving(ending, int(bits), mapping), out, carry=carry)
        recipe = replace(recipe, step=step, frame=frame - 1, keeps_metadata=metadata == "keep", takes_damaged=damaged)
        recipe = replace(recipe, sheet=_sheet_size(sheet, ending, bits))
        record = None if is_file else Manifest(manifest or usual_path(out), recipe.key)
        rows = _rows(inputs, out, ending, "changed" if resume else existing, record, is_file=is_file)
        _make_folder(out, is_file=is_file)
        tasks = [row.task for row in rows if row.is_wanted]
        if address is None:
            outcomes = work(recipe, tasks, jobs=jobs or usual_jobs(len(tasks)), manifest=record, patience=timeout)
        else:
            from workbench.batch import cluster  # noqa: PLC0415 - an extra: others begin sooner without it

            security = cluster.Security(tls_ca, tls_cert, tls_key, unencrypted)
            outcomes = cluster.work(recipe, tasks, address, security, manifest=record)
        failed = told(outcomes, rows, as_json=as_json)
    except WorkbenchError as error:
        fail(str(error))
    sys.exit(1 if failed else 0)


def _recipe(document: Document, pipeline: str, saving: Saving, out: str, *, carry: bool) -> Recipe:
    if carry:
        if saving.format != "png":
            fail(f"Only png carries a pipeline, not {saving.format}.")
        saving = replace(saving, pipeline=to_carry(document, shown(out)))
    is_preset = any(preset.id == pipeline for preset in PRESETS)
    return Recipe.of(document, pipeline if is_preset else None, saving=saving)


def _sheet_size(sheet: str | None, ending: str, bits: str) -> int:
    if sheet is not None and (ending == "npy" or bits == "32"):
        fail("A contact sheet is a picture of 8 or 16 bits; choose png, jpeg, webp or tiff.")
    return int(sheet or 0)


def _form(inputs: Sequence[Input], out: str, form: str | None) -> tuple[bool, str]:
    """Whether OUT is the one result's file, and the format; wrong use where it can be neither file nor folder."""
    suffix = Path(out).suffix.lower()
    by_ending = next((name for name, endings in FORMATS.items() if suffix in endings), None)
    is_folder = places.is_folder(out)
    if len(inputs) == 1 and not inputs[0].folder and not is_folder and by_ending and form in (None, by_ending):
        return True, by_ending
    ending = form or "png"
    if not is_folder and (places.exists(out) or by_ending is not None):
        many = f"{len(inputs)} inputs need a folder" if len(inputs) > 1 else f"as {ending} it needs that ending"
        fail(f"{shown(out)} cannot take the result: {many}.")
    return False, ending


def _rows(
    inputs: Sequence[Input], out: str, ending: str, existing: Existing, manifest: Manifest | None, *, is_file: bool
) -> list[Row]:
    if not is_file:
        return rows_of(inputs, out, ending, existing, manifest)
    refuse_own_input(inputs[0].place, out)
    task = Task(inputs[0].place, out)
    is_there = places.exists(out)
    if existing == "number" and is_there:
        fail(f"{shown(out)} is there already; name a folder to have results numbered.")
    return [Row(task, "skip" if existing == "skip" and is_there else "replace" if is_there else "write")]


def _make_folder(out: str, *, is_file: bool) -> None:
    if places.is_url(out):
        return
    try:
        (Path(out).parent if is_file else Path(out)).mkdir(parents=True, exist_ok=True)
    except OSError as error:
        fail(f"The folder {shown(out)} cannot be made: {error.strerror}.")
