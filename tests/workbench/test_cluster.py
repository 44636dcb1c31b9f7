"""The same batch on a real local scheduler with two workers: one is killed, nothing is lost; addresses are checked."""

import datetime
import ipaddress
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import distributed
import fsspec
import pytest
from batches import tasks_of
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from distributed import Client
from pictures import noise

from workbench.__main__ import main
from workbench.batch import cluster, places
from workbench.batch.cluster import Security, work
from workbench.batch.crew import work as work_here
from workbench.batch.manifest import Manifest, entry_for, is_done
from workbench.batch.names import inputs_of, rows_of
from workbench.batch.recipe import Recipe, Task, carried_out
from workbench.errors import WorkbenchError

RECIPE = Recipe("gaussian-blur")


@pytest.fixture
def folder(tmp_path):
    for number in range(12):
        noise(tmp_path / "in" / f"p{number:02}.png", (300, 400), number)
    return tmp_path / "in"


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
    assert left == ["p05.png"]

    many = [task for turn in range(20) for task in tasks_of(folder, tmp_path / f"again{turn}")]
    again = work(RECIPE, many, address, Security())
    done = [next(again)]
    own.kill()
    own.wait()
    done += list(again)
    assert len(done) == len(many)
    assert any("the scheduler tcp://127.0.0.1" in outcome.error for outcome in done)
    monkeypatch.setattr(cluster, "CONNECT_SECONDS", 1)
    with pytest.raises(WorkbenchError, match="cannot be reached"):
        list(work(RECIPE, tasks[:1], address, Security()))


def test_a_file_done_again_keeps_what_was_recorded_of_it(folder, tmp_path):
    """The scheduler repeats what it lost the outcome of; other results, or none, are as new as they are."""
    task, manifest = tasks_of(folder, tmp_path / "out")[0], Manifest(str(tmp_path / "record"), RECIPE.key)
    first = cluster._carried_out(RECIPE, task)
    manifest.record(first)
    time.sleep(0.02)  # so that a file that is written now is newer
    assert cluster._carried_out(RECIPE, task).stamps == first.stamps
    assert is_done(entry_for(manifest.entries(), task), task, RECIPE.key)
    Path(task.target).write_bytes(b"another")
    again = cluster._carried_out(RECIPE, task)
    assert again.stamps[1] == places.stamp(task.target) != first.stamps[1]


def certificates(folder: Path, name: str) -> tuple[str, str]:
    """A certificate that vouches for itself, and its key, for 127.0.0.1."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    day = datetime.timedelta(days=1)
    now = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder(subject, subject, key.public_key(), x509.random_serial_number(), now - day, now + day)
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    paths = folder / f"{name}.pem", folder / f"{name}.key"
    paths[0].write_bytes(made.public_bytes(Encoding.PEM))
    paths[1].write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    return str(paths[0]), str(paths[1])


@pytest.mark.filterwarnings("default")  # those of Dask are not ours
def test_a_real_encrypted_scheduler(folder, tmp_path, monkeypatch):
    cert, key = certificates(tmp_path, "cluster")
    stranger = certificates(tmp_path, "stranger")
    own = {f"tls_{who}_{what}": path for who in ("scheduler", "worker", "client")
           for what, path in (("cert", cert), ("key", key))}  # fmt: skip
    security = distributed.Security(tls_ca_file=cert, require_encryption=True, **own)
    with distributed.LocalCluster(
        n_workers=1, threads_per_worker=1, processes=False, protocol="tls://", security=security, host="127.0.0.1",
        dashboard_address=None,
    ) as cluster_:  # fmt: skip
        address = cluster_.scheduler_address
        assert address.startswith("tls://127.0.0.1")
        tasks = tasks_of(folder, tmp_path / "out")[:3]
        with pytest.raises(SystemExit) as done:
            main(["run", RECIPE.pipeline, *[task.source for task in tasks], "-o", str(tmp_path / "out"), "--cluster",
                  address, "--tls-ca", cert, "--tls-cert", cert, "--tls-key", key])  # fmt: skip
        assert done.value.code == 0
        assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["p00.png", "p01.png", "p02.png"]
        monkeypatch.setattr(cluster, "CONNECT_SECONDS", 1)
        for ca, mine in ((cert, stranger), (stranger[0], (cert, key))):
            with pytest.raises(WorkbenchError, match="cannot be reached"):
                list(work(RECIPE, tasks, address, Security(ca, *mine)))


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
