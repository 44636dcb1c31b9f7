"""Batches: names are settled before work, faults cost one file, and what was finished is not done again."""

import json
import os
import signal
import subprocess
import sys
import time
from contextlib import contextmanager, suppress
from multiprocessing import active_children
from pathlib import Path

import numpy as np
import pytest
from batches import tasks_of
from faulty import Crashing
from pictures import noise

import workbench
from workbench.batch import crew
from workbench.batch.changes import changed
from workbench.batch.crew import Control, work
from workbench.batch.manifest import Manifest, entry_for, is_done
from workbench.batch.names import Input, inputs_of, rows_of
from workbench.batch.progress import Tally, clock_words
from workbench.batch.recipe import Outcome, Recipe, Task, carried_out
from workbench.document import Document
from workbench.errors import WorkbenchError
from workbench.layers import new_step
from workbench.picture_files.photos import load_photo
from workbench.picture_files.pictures import Saving
from workbench.presets import load_preset

RECIPE = Recipe("sharpen")


@pytest.fixture
def folder(tmp_path):
    for number in range(9):
        noise(tmp_path / "in" / f"p{number}.png", (24, 31), number)
    return tmp_path / "in"


# --- names -----------------------------------------------------------------------------------------------------------


def test_inputs_are_files_folders_and_patterns(tmp_path, folder):
    (folder / "notes.txt").write_text("no picture")
    noise(folder / "deep" / "er" / "x.png")
    noise(folder / "out" / "old.png")
    names = [found.place for found in inputs_of([str(folder)])]
    assert names == [str(folder / f"p{number}.png") for number in range(9)]
    deep = inputs_of([str(folder)], recursive=True, out=str(folder / "out"))
    assert deep[-1] == Input(str(folder / "deep" / "er" / "x.png"), str(Path("deep", "er")))
    assert len(deep) == 10
    assert [Path(found.place).name for found in inputs_of([str(folder / "p[12].png")])] == ["p1.png", "p2.png"]
    assert len(inputs_of([str(folder / "**" / "*.png")])) == 11
    odd = noise(folder / "p[12].png")
    assert inputs_of([str(odd)]) == [Input(str(odd))]
    assert inputs_of([odd.as_uri()]) == [Input(odd.as_uri().removeprefix("file://"))]
    assert inputs_of(["nowhere.png"]) == [Input("nowhere.png")]
    for words in ("*.nothing", str(tmp_path)):
        with pytest.raises(WorkbenchError, match=r"No file matches|holds no pictures"):
            inputs_of([words])


def test_policies(tmp_path, folder):
    out = tmp_path / "out"
    noise(out / "p1.png")
    inputs = inputs_of([str(folder / "p0.png"), str(folder / "p1.png")])
    for existing, action, name in (
        ("overwrite", "replace", "p1.png"),
        ("skip", "skip", "p1.png"),
        ("number", "number", "p1-2.png"),
    ):
        first, second = rows_of(inputs, str(out), "png", existing)
        assert (first.action, Path(first.task.target).name) == ("write", "p0.png")
        assert (second.action, Path(second.task.target).name) == (action, name)
        assert second.is_wanted == (action != "skip")


def test_numbers_keep_results_apart(tmp_path, folder):
    twins = [str(noise(folder / "a.png")), str(noise(folder / "a.jpg"))]
    with pytest.raises(WorkbenchError, match="both be written"):
        rows_of(inputs_of(twins), str(tmp_path), "png")
    names = [Path(row.task.target).name for row in rows_of(inputs_of(twins), str(folder), "png", "number")]
    assert names == ["a-2.png", "a-3.png"]  # a.png is an input


def test_only_what_changed_is_done_again(tmp_path, folder):
    manifest = Manifest(str(tmp_path / "record.jsonl"), RECIPE.key)
    out = str(tmp_path / "out")
    first = rows_of(inputs_of([str(folder)]), out, "png", "changed", manifest)
    assert {row.action for row in first} == {"write"}
    assert not any(outcome.error for outcome in work(RECIPE, [row.task for row in first], manifest=manifest))

    def actions(record=manifest):
        return [row.action for row in rows_of(inputs_of([str(folder)]), out, "png", "changed", record)]

    assert actions() == ["unchanged"] * 9
    with Path(manifest.path).open("ab") as file:
        file.write(b'{"target": "cut off')
    assert actions() == ["unchanged"] * 9
    noise(folder / "p3.png", (30, 30), 99)
    Path(out, "p5.png").write_bytes(b"touched")
    Path(out, "p6.png").unlink()
    assert [index for index, action in enumerate(actions()) if action != "unchanged"] == [3, 5, 6]
    other = Recipe("sharpen", Saving(mapping="absolute"))
    assert actions(Manifest(manifest.path, other.key)) == ["replace"] * 6 + ["write"] + ["replace"] * 2


def test_a_record_without_a_result_is_not_done(tmp_path):
    source = noise(tmp_path / "a.png")
    manifest, task = Manifest(str(tmp_path / "r"), "key"), Task(str(source), str(tmp_path / "b.png"))
    manifest.record(Outcome(task, stamps=("1", "")))
    assert not is_done(entry_for(manifest.entries(), task), task, "key")
    assert not is_done(None, task, "key")


# --- work ------------------------------------------------------------------------------------------------------------


ON_LINUX = pytest.mark.skipif(sys.platform != "linux", reason="only Linux forks")


@pytest.fixture(params=[pytest.param("fork", marks=ON_LINUX), "spawn"])
def way_to_begin(request, monkeypatch):
    """How workers begin, whatever this machine and the threads of the tests would make of it."""
    monkeypatch.setattr(crew, "_may_fork", lambda: request.param == "fork")


@pytest.mark.usefixtures("way_to_begin")
def test_processes_write_what_one_process_writes(tmp_path, folder):
    bad = folder / "p9.png"
    bad.write_bytes(b"no picture")
    several = {outcome.task.source: outcome for outcome in work(RECIPE, tasks_of(folder, tmp_path / "a"), jobs=2)}
    alone = {outcome.task.source: outcome for outcome in work(RECIPE, tasks_of(folder, tmp_path / "b"))}
    assert several.keys() == alone.keys()
    assert [outcome.error for outcome in several.values() if outcome.error] == [alone[str(bad)].error]
    for number in range(9):
        assert (tmp_path / "a" / f"p{number}.png").read_bytes() == (tmp_path / "b" / f"p{number}.png").read_bytes()
    assert not active_children()


@pytest.mark.usefixtures("way_to_begin")
@pytest.mark.skipif(os.name != "posix", reason="signals are of POSIX")
@pytest.mark.parametrize("fault", [signal.SIGKILL, signal.SIGSTOP])
def test_a_worker_that_crashes_or_hangs_costs_no_other_file(tmp_path, folder, fault):
    big = [noise(folder / f"q{number}.png", (900, 1200), number) for number in range(4)]
    tasks = tasks_of(folder, tmp_path / "out")
    patience = 8.0 if fault == signal.SIGSTOP else 300.0  # a busy machine takes seconds to begin a process
    outcomes = []
    for outcome in work(RECIPE, tasks, jobs=2, patience=patience):
        if not outcomes:
            victim = active_children()[0].pid
            (tmp_path / "out").mkdir(exist_ok=True)
            (tmp_path / "out" / f".workbench-{victim}-0.partial").touch()
            os.kill(victim, fault)
        outcomes.append(outcome)
    assert sorted(outcome.task.source for outcome in outcomes) == sorted(task.source for task in tasks)
    failed = [outcome for outcome in outcomes if outcome.error]
    if fault == signal.SIGKILL:
        assert not failed
    else:
        assert 1 <= len(failed) <= 2
        assert all("no sign of life for 8 s" in outcome.error for outcome in failed)
    assert failed or (tmp_path / "out" / big[0].name).is_file()
    assert not list((tmp_path / "out").glob(".*"))  # what it had half written is taken away
    assert not active_children()


@pytest.mark.skipif(os.name != "posix", reason="signals are of POSIX")
def test_a_file_that_ends_every_worker_is_named(tmp_path, folder):
    tasks = tasks_of(folder, tmp_path)[:2]
    errors = sorted(outcome.error for outcome in work(Crashing("sharpen"), tasks, jobs=2))
    assert errors == [f"p{number}.png: the process that worked on it ended (SIGKILL)." for number in range(2)]


def test_cancel_and_pause(tmp_path, folder):
    tasks, control = tasks_of(folder, tmp_path / "out"), Control()
    outcomes = work(RECIPE, tasks, control=control)
    next(outcomes)
    control.pause(True)
    assert control.is_paused
    control.cancel()
    assert list(outcomes) == []
    control = Control()
    outcomes = work(RECIPE, tasks, jobs=2, control=control)
    next(outcomes)
    control.cancel()
    assert len(list(outcomes)) < 8
    assert not active_children()
    assert not list((tmp_path / "out").glob(".*"))


def test_any_error_becomes_the_outcome(tmp_path, monkeypatch):
    def broken(*arguments, **options):
        raise ZeroDivisionError("a fault of ours")

    monkeypatch.setattr("workbench.batch.recipe.run_file", broken)
    outcome = carried_out(RECIPE, Task("a.png", str(tmp_path / "b.png")))
    assert outcome.error == "a.png: ZeroDivisionError: a fault of ours."


def test_a_recipe_travels_as_text_and_is_checked_where_it_arrives():
    document = load_preset("sharpen")
    assert Recipe.of(document, "sharpen").pipeline == "sharpen"
    assert Recipe.of(changed(document, ["conv1.stride=2"]), "sharpen").document().steps[0]["stride"] == (2, 2)
    assert Recipe.of(document).document() == document
    assert carried_out(Recipe(b"{}"), Task("a", "b")).error.startswith("$.format")


# --- progress and parameters ----------------------------------------------------------------------------------------


def test_a_tally_tells_rate_and_remaining_time_without_pauses():
    now = [0.0]
    tally = Tally(10, 2, clock=lambda: now[0])
    task = Task("a", "b")
    now[0] = 2.0
    for error in ("", "", "", "broken"):
        tally.add(Outcome(task, error))
    assert (tally.rate, tally.remaining, tally.ended) == (2.0, 2.0, 6)
    assert str(tally) == "6 of 10, 1 failed, 2 a second, 2 s left"
    tally.pause(True)
    now[0] = 100.0
    assert tally.rate == 2.0
    tally.pause(False)
    assert tally.seconds == 2.0
    assert [clock_words(seconds) for seconds in (0.4, 59, 61, 3723)] == ["0 s", "59 s", "1:01 min", "1:02:03 h"]


def test_any_parameter_can_be_set():
    document = load_preset("conv-block")
    conv, pool = document.steps[0].id, document.steps[-1].id
    found = changed(
        document,
        [f"{conv}.stride=2,3", f"{conv}.padding=same", f"{conv}.padding_mode=reflect", f"{pool}.ceil_mode=true",
         f"{pool}.stride=null", f"{conv}.dilation=[1, 2]", f"{pool}.enabled=false"],
    )  # fmt: skip
    assert (found.steps[0]["stride"], found.steps[0]["padding"], found.steps[0]["padding_mode"]) == (
        (2, 3), "same", "reflect",
    )  # fmt: skip
    assert (found.steps[-1]["ceil_mode"], found.steps[-1]["stride"], found.steps[-1].enabled) == (True, None, False)
    one = Document().inserted(0, new_step("conv2d", Document()))
    assert changed(one, ["conv1.weight=[[1, 2], [3, 4.5]]"]).steps[0]["weight"][1, 1] == 4.5
    for words, told in (
        ("conv1", "STEP.PARAMETER=VALUE"),
        ("x.stride=2", "no step x; there are conv1"),
        ("conv1.speed=2", "speed is not a parameter of conv2d; it has weight"),
        ("conv1.stride=0", "stride must be at least 1"),
        ("conv1.stride=fast", "stride must be an integer"),
        ("conv1.enabled=1", "true or false"),
    ):
        with pytest.raises(WorkbenchError, match=told):
            changed(one, [words])


# --- the command ----------------------------------------------------------------------------------------------------


def test_folders_and_json_lines(call, tmp_path, folder):
    (folder / "bad.png").write_bytes(b"no picture")
    out = tmp_path / "out"
    status, text, told = call("run", "sharpen", folder, "-o", out, "--json", "--format", "tiff")
    lines = [json.loads(line) for line in text.splitlines()]
    assert (status, told) == (1, [])
    assert lines[0] == {"event": "start", "total": 10}
    kinds = [line["event"] for line in lines]
    assert (kinds.count("done"), kinds.count("failed"), kinds.count("progress")) == (9, 1, 10)
    assert {"ended", "total", "rate", "remaining"} <= lines[2].keys()
    assert lines[-1]["event"] == "end"
    assert (lines[-1]["done"], lines[-1]["failed"]) == (9, 1)
    assert len(list(out.iterdir())) == 9
    status, text, _ = call("run", "sharpen", folder, "-o", out, "--json", "--format", "tiff", "--resume")
    again = [json.loads(line) for line in text.splitlines()]
    assert [line["event"] for line in again].count("skipped") == 9
    assert [line["event"] for line in again].count("failed") == 1


def test_the_end_of_many_is_told(call, tmp_path, folder):
    noise(folder / "p9.png")
    status, _, told = call("run", "sharpen", folder, "-o", tmp_path / "out", "--jobs", 1)
    assert (status, len(told)) == (0, 1)
    assert told[0].startswith("10 done in ")
    assert "a second" in told[0]


@pytest.mark.skipif(os.name != "posix", reason="a terminal made by a program is of POSIX")
def test_a_bar_where_somebody_watches(tmp_path, folder):
    ours, theirs = os.openpty()
    (folder / "broken.png").write_bytes(b"nothing")
    words = [sys.executable, "-m", "workbench", "run", "emboss", str(folder), "-o", str(tmp_path / "out")]
    with subprocess.Popen(words, stderr=theirs) as process:
        os.close(theirs)
        told = b""
        with suppress(OSError):  # the end, on Linux
            while part := os.read(ours, 1 << 16):
                told += part
    os.close(ours)
    total = len(list(folder.iterdir()))
    assert process.returncode == 1
    assert b"broken.png cannot be opened" in told
    assert b"Running" in told
    assert f"{total} of {total}, 1 failed".encode() in told


def test_set_and_existing(call, tmp_path, folder):
    out = tmp_path / "out"
    assert call("run", "sharpen", folder / "p0.png", "-o", tmp_path / "a.npy", "--set", "conv1.stride=2")[0] == 0
    wanted = workbench.run(changed(workbench.load("sharpen"), ["conv1.stride=2"]), folder / "p0.png")
    assert (np.load(tmp_path / "a.npy") == wanted).all()
    for _ in "12":
        assert call("run", "sharpen", folder / "p0.png", "-o", out, "--existing", "number")[0] == 0
    assert sorted(path.name for path in out.iterdir()) == ["p0-2.png", "p0.png"]
    before = (out / "p0.png").stat().st_mtime_ns
    assert call("run", "emboss", folder / "p0.png", "-o", out, "--existing", "skip") == (0, "", [])
    assert (out / "p0.png").stat().st_mtime_ns == before


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--set", "conv1.stride=0"], "conv1.stride=0: stride must be at least 1"),
        (["--set", "stride"], "STEP.PARAMETER=VALUE"),
        (["--jobs", "0"], "not in the range"),
        (["--existing", "maybe"], "'maybe' is not one of"),
        (["--cluster", "nowhere"], "is no address of a Dask scheduler"),
        (["--cluster", "tcp://192.0.2.1:8786"], "unencrypted and beyond this machine"),
        (["--cluster", "tls://127.0.0.1:8786"], "needs --tls-ca"),
    ],
)
def test_wrong_use_is_one_line_before_any_work(call, tmp_path, folder, words, told):
    status, out, lines = call("run", "sharpen", folder, "-o", tmp_path / "out", *words)
    assert (status, out, len(lines)) == (2, "", 1)
    assert told in lines[0]
    assert not list((tmp_path / "out").glob("*"))


@contextmanager
def started(folder: Path, out: Path, *words: str):
    """The command in a process group of its own, once it has written its first results."""
    command = [sys.executable, "-m", "workbench", "run", "gaussian-blur", str(folder), "-o", str(out), "--jobs", "2"]
    before = signal.signal(signal.SIGINT, signal.default_int_handler)  # it may be ignored, as in background jobs
    process = subprocess.Popen(
        [*command, *words], start_new_session=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    signal.signal(signal.SIGINT, before)
    until(lambda: process.poll() is not None or len(list(out.glob("[!.]*"))) >= 3)
    assert process.poll() is None
    try:
        yield process
        until(lambda: not is_alive(process.pid))
    finally:
        with process:
            if is_alive(process.pid):
                os.killpg(process.pid, signal.SIGKILL)


def until(condition, seconds: float = 30.0) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.01)


def is_alive(group: int) -> bool:
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True


@pytest.fixture
def many(tmp_path):
    first = noise(tmp_path / "many" / "p00.png", (700, 900))
    for number in range(1, 24):
        (first.parent / f"p{number:02}.png").write_bytes(first.read_bytes())
    return first.parent


@pytest.mark.skipif(os.name != "posix", reason="signals are of POSIX")
def test_a_killed_batch_resumes_without_repeating_or_skipping(call, tmp_path, many):
    out = tmp_path / "out"
    with started(many, out) as process:
        process.kill()
        process.wait()
    assert not list(out.glob(".*"))
    done = {path.name: path.stat().st_mtime_ns for path in out.iterdir()}
    assert 3 <= len(done) < 24
    status, text, _ = call("run", "gaussian-blur", many, "-o", out, "--jobs", 2, "--resume", "--json")
    events = [json.loads(line) for line in text.splitlines()]
    skipped = {Path(event["output"]).name for event in events if event["event"] == "skipped"}
    assert status == 0
    assert skipped == set(done)
    assert {name: (out / name).stat().st_mtime_ns for name in done} == done
    assert len(list(out.iterdir())) == 24
    assert len({path.read_bytes() for path in out.iterdir()}) == 1


@pytest.mark.skipif(os.name != "posix", reason="signals are of POSIX")
def test_ctrl_c_ends_everything_in_one_line(tmp_path, many):
    out = tmp_path / "out"
    with started(many, out) as process:
        os.killpg(process.pid, signal.SIGINT)
        out_text, told = process.communicate(timeout=20)
    assert process.returncode == 130
    assert out_text == ""
    assert told.splitlines()[-1] == "workbench: Stopped."
    assert all(" of 24" in line for line in told.splitlines()[:-1]), told
    assert not list(out.glob(".*"))


@pytest.mark.skipif(os.name != "posix", reason="signals are of POSIX")
def test_a_second_ctrl_c_changes_nothing(tmp_path, many):
    out = tmp_path / "out"
    with started(many, out) as process:
        for _ in range(3):
            os.killpg(process.pid, signal.SIGINT)
            time.sleep(0.05)  # as fast as a finger
        _, told = process.communicate(timeout=20)
        until(lambda: not is_alive(process.pid), 5)
    assert process.returncode == 130
    assert "Traceback" not in told
    assert told.splitlines()[-1] == "workbench: Stopped."
    assert not list(out.glob(".*"))
    assert all(load_photo(path).shape == (1, 3, 700, 900) for path in out.iterdir())


@pytest.mark.skipif(os.name != "posix", reason="a pipe without a reader is of POSIX")
def test_a_reader_that_goes_away_ends_the_batch_quietly(tmp_path, many):
    with started(many, tmp_path / "out", "--json") as process:
        process.stdout.close()
        told = process.stderr.read()
        process.wait()
    assert (told, process.returncode) == ("", 0)
