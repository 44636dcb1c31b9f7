"""The same batch on Dask Distributed: any number of machines that see the same storage.

Every worker checks the pipeline anew. What was in the hands of a worker that is lost, the scheduler gives to another;
the record is kept here, as outcomes come in, so that a batch whose scheduler is lost can be resumed.
"""

import asyncio
import hashlib
import ipaddress
import itertools
import os
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from filters.records import dataclass
from workbench.batch import places
from workbench.batch.crew import Control
from workbench.batch.manifest import Manifest
from workbench.batch.recipe import Outcome, Recipe, Task, carried_out
from workbench.errors import WorkbenchError, shown

CONNECT_SECONDS = 15
TASKS_AHEAD = 8
"""How many tasks of each thread the scheduler holds: enough to keep all busy, few enough for any number of files."""


@dataclass(frozen=True)
class Security:
    """Files for TLS; `unencrypted` allows an address beyond this machine without it."""

    ca: str | None = None
    cert: str | None = None
    key: str | None = None
    unencrypted: bool = False

    def checked(self, address: str) -> dict[str, object]:
        """What Dask's Security takes; raises WorkbenchError for an address that is not safe, or no address."""
        scheme, host = urlsplit(address).scheme, urlsplit(address).hostname
        if scheme not in ("tcp", "tls", "ws", "wss", "ucx", "inproc") or not host:
            raise WorkbenchError(
                "{0} is no address of a Dask scheduler; write tls://HOST:PORT or tcp://HOST:PORT.", address
            )
        is_safe = scheme in ("tls", "wss")
        if not is_safe and not self.unencrypted and not _is_here(host):
            raise WorkbenchError(
                "{0} is unencrypted and beyond this machine: who listens sees the photos and can send tasks. Use "
                "tls:// with --tls-ca, --tls-cert and --tls-key, or allow it with --unencrypted.",
                address,
            )
        if not is_safe:
            return {}
        if not self.ca:
            raise WorkbenchError("{0} needs --tls-ca, the certificates to trust.", address)
        return {"tls_ca_file": self.ca, "tls_client_cert": self.cert, "tls_client_key": self.key,
                "require_encryption": True}  # fmt: skip


def _is_here(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def work(
    recipe: Recipe,
    tasks: Sequence[Task],
    address: str,
    security: Security,
    *,
    manifest: Manifest | None = None,
    control: Control | None = None,
) -> Iterator[Outcome]:
    """Do the tasks on the cluster of the scheduler at `address`; outcomes come in any order.

    Raises WorkbenchError before the first where the scheduler cannot be reached. When it is lost later, what is open
    is reported as failed.
    """
    options = security.checked(address)
    try:
        import distributed  # noqa: PLC0415 - an extra: needed here alone
    except ImportError as error:
        raise WorkbenchError("A cluster needs Dask: pip install 'filter-workbench[cluster]'.") from error
    return _outcomes(distributed, options, recipe, tasks, address, manifest, control or Control())


def _outcomes(
    distributed: Any,
    options: dict[str, object],
    recipe: Recipe,
    tasks: Sequence[Task],
    address: str,
    manifest: Manifest | None,
    control: Control,
) -> Iterator[Outcome]:
    try:
        client = distributed.Client(
            address, timeout=CONNECT_SECONDS, security=distributed.Security(**options) if options else None,
            set_as_default=False, name="filter-workbench",
        )  # fmt: skip
    except (OSError, ValueError, TypeError) as error:
        raise WorkbenchError(
            "The scheduler {0} cannot be reached: {1}.", address, " ".join(str(error).split())
        ) from error
    open_tasks = dict.fromkeys(range(len(tasks)))
    try:
        for number, outcome in _shared(distributed, client, recipe, tasks, control):
            del open_tasks[number]
            if manifest is not None and not outcome.error:
                manifest.record(outcome)
            yield outcome
    except (OSError, distributed.comm.CommClosedError, asyncio.CancelledError, distributed.client.FutureCancelledError):
        for number in open_tasks:
            yield Outcome(tasks[number], f"{shown(tasks[number].source)}: the scheduler {address} was lost.")
    finally:
        client.close(timeout=1)


def _shared(
    distributed: Any, client: Any, recipe: Recipe, tasks: Sequence[Task], control: Control
) -> Iterator[tuple[int, Outcome]]:
    """Outcomes with the number of their task. Only as many tasks as keep the cluster busy are with the scheduler."""
    ahead = max(2, TASKS_AHEAD * sum(client.nthreads().values()))
    whole = client.submit(_checked, recipe, pure=False)  # a task of its own, so that it can be made again if it is lost
    following = distributed.as_completed(loop=client.loop)
    numbers: dict[str, int] = {}

    def submit(number: int) -> None:
        future = client.submit(_carried_out, whole, tasks[number], pure=False, retries=1)
        numbers[future.key] = number
        following.add(future)

    waiting = iter(range(len(tasks)))
    for number in itertools.islice(waiting, ahead):
        submit(number)
    for future in following:
        if not control.wait():
            return
        for number in itertools.islice(waiting, 1):
            submit(number)
        ended = numbers.pop(future.key)
        if future.status == "finished":
            yield ended, future.result()
        elif future.status == "error":
            words = f"{shown(tasks[ended].source)}: the workers that tried it ended or failed ({future.exception()})."
            yield ended, Outcome(tasks[ended], " ".join(words.split()))
        else:
            raise distributed.client.FutureCancelledError(future.key, "lost")


def _checked(recipe: Recipe) -> Recipe:
    """The recipe as a worker takes it up: its pipeline is read and checked there."""
    recipe.document()
    return recipe


def _carried_out(recipe: Recipe, task: Task) -> Outcome:
    """`carried_out` for a scheduler, which lets a file be done again whose outcome was lost together with a worker.

    A result that comes out byte for byte as it was keeps its time, so that what was recorded of it stays true.
    """
    before = _content(task.target)
    outcome = carried_out(recipe, task)
    if before is None or outcome.error or _content(task.target, before[2]) != before:
        return outcome
    os.utime(task.target, ns=before[2])
    return replace(outcome, stamps=(outcome.stamps[0], places.stamp(task.target)))


def _content(place: str, times: tuple[int, int] | None = None) -> tuple[int, bytes, tuple[int, int]] | None:
    """Size, digest and times (or those given) of a file of this machine, None where there is none."""
    if places.is_url(place):
        return None
    try:
        with Path(place).open("rb") as file:
            digest = hashlib.file_digest(file, "blake2b").digest()
            status = os.fstat(file.fileno())
    except OSError:
        return None
    return status.st_size, digest, times or (status.st_atime_ns, status.st_mtime_ns)
