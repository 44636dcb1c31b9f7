"""The same batch on a real local scheduler with two workers: one is killed, nothing is lost; addresses are checked."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import fsspec
import numpy as np
import pytest
from distributed import Client
from PIL import Image

from workbench.batch import cluster
from workbench.batch.cluster import Security, work
from workbench.batch.crew import work as work_here
from workbench.batch.manifest import Manifest
from workbench.batch.names import inputs_of, rows_of
from workbench.batch.recipe import Recipe, Task, carried_out
from workbench.errors import WorkbenchError

RECIPE = Recipe("gaussian-blur")


@pytest.fixture
def folder(tmp_path):
    place = tmp_path / "in"
    place.mkdir()
    draw = np.random.default_rng(0)
    for number in range(12):
        Image.fromarray(draw.integers(0, 256, (300, 400, 3), np.uint8)).save(place / f"p{number:02}.png")
    return place


def tasks_of(folder: Path, out: Path) -> list[Task]:
    return [row.task for row in rows_of(inputs_of([str(folder)]), str(out), "png")]


@pytest.fixture
def scheduler(tmp_path):
    """The address of a scheduler, and its two workers, as a user starts them."""
    words = [sys.executable, "-m", "distributed.cli.dask_scheduler", "--host", "127.0.0.1", "--port", "0",
             "--no-dashboard", "--scheduler-file", str(tmp_path / "scheduler.json")]  # fmt: skip
    worker = [sys.executable, "-m", "distributed.cli.dask_worker", "--scheduler-file", str(tmp_path / "scheduler.json"),
              "--nthreads", "1", "--no-dashboard", "--local-directory", str(tmp_path)]  # fmt: skip
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "start_new_session": True}
    started = [subprocess.Popen(one, **quiet) for one in (words, [*worker, "--no-nanny"], [*worker, "--no-nanny"])]
    end = time.monotonic() + 60
    while not (tmp_path / "scheduler.json").exists():
        assert time.monotonic() < end
        time.sleep(0.02)
    with Client(scheduler_file=str(tmp_path / "scheduler.json"), set_as_default=False) as client:
        client.wait_for_workers(2, timeout=60)
        address = client.scheduler.address
    yield address, started
    for process in started:
        process.kill()
        process.wait()


@pytest.mark.filterwarnings("default")  # those of Dask are not ours
def test_a_killed_worker_loses_nothing_and_a_killed_scheduler_is_told(scheduler, folder, tmp_path, monkeypatch):
    address, (own, first, _) = scheduler
    tasks, manifest = tasks_of(folder, tmp_path / "out"), Manifest(str(tmp_path / "record"), RECIPE.key)
    (folder / "p05.png").write_bytes(b"no picture")
    outcomes = []
    for outcome in work(RECIPE, tasks, address, Security(), manifest=manifest):
        if not outcomes:
            os.kill(first.pid, signal.SIGKILL)
        outcomes.append(outcome)
    assert sorted(outcome.task.source for outcome in outcomes) == [task.source for task in tasks]
    assert [outcome.error[:24] for outcome in outcomes if outcome.error] == ["p05.png cannot be opened"]
    list(work_here(RECIPE, tasks_of(folder, tmp_path / "here")))
    for task in (tasks[0], tasks[11]):
        assert Path(task.target).read_bytes() == (tmp_path / "here" / Path(task.target).name).read_bytes()
    rows = rows_of(inputs_of([str(folder)]), str(tmp_path / "out"), "png", "changed", manifest)
    left = [Path(row.task.source).name for row in rows if row.is_wanted]
    assert "p05.png" in left
    assert len(left) <= 3  # what the lost worker had just written may have been written again after it was recorded

    again = work(RECIPE, tasks_of(folder, tmp_path / "again"), address, Security())
    done = [next(again)]
    own.kill()
    own.wait()
    done += list(again)
    assert len(done) == 12
    assert any("the scheduler tcp://127.0.0.1" in outcome.error for outcome in done)
    monkeypatch.setattr(cluster, "CONNECT_SECONDS", 1)
    with pytest.raises(WorkbenchError, match="cannot be reached"):
        list(work(RECIPE, tasks[:1], address, Security()))


def test_addresses(tmp_path):
    assert Security().checked("tcp://127.0.0.1:8786") == Security().checked("tcp://[::1]:1") == {}
    assert Security().checked("tcp://localhost:8786") == {}
    assert Security(unencrypted=True).checked("tcp://10.1.2.3:8786") == {}
    found = Security("ca.pem", "cert.pem", "key.pem").checked("tls://far.example:8786")
    assert found == {"tls_ca_file": "ca.pem", "tls_client_cert": "cert.pem", "tls_client_key": "key.pem",
                     "require_encryption": True}  # fmt: skip
    for address, told in (
        ("tcp://10.1.2.3:8786", "unencrypted and beyond this machine"),
        ("tcp://localhost.evil.example:1", "unencrypted"),
        ("tls://far.example:8786", "needs --tls-ca"),
        ("far.example:8786", "no address"),
        ("http://far.example", "no address"),
    ):
        with pytest.raises(WorkbenchError, match=told):
            Security().checked(address)


def test_places_that_fsspec_knows(folder):
    memory = fsspec.filesystem("memory")
    for path in folder.iterdir():
        memory.put_file(str(path), f"/shots/deep/{path.name}")
    inputs = inputs_of(["memory://shots"], recursive=True, out="memory://shots/out")
    assert len(inputs) == 12
    assert inputs[0].folder == "deep"
    assert [found.place for found in inputs_of(["memory://shots/**/*.png"])] == [found.place for found in inputs]
    rows = rows_of(inputs, "memory://shots/out", "tiff")
    assert rows[0].task.target.endswith("/out/deep/p00.tiff")
    outcomes = [carried_out(RECIPE, row.task) for row in rows[:2]]
    assert [outcome.error for outcome in outcomes] == ["", ""]
    assert {row.action for row in rows_of(inputs, "memory://shots/out", "tiff")[:2]} == {"replace"}
    assert len(inputs_of(["memory://shots"], recursive=True, out="memory://shots/out")) == 12
    assert "cannot be opened" in carried_out(RECIPE, Task("memory://shots/none.png", "memory://shots/o.png")).error
    with pytest.raises(WorkbenchError, match="not a place"):
        inputs_of(["nonsense://x/*.png"])
