"""What tests of the workbench share: settings of their own, commands in their process, evaluations watched."""

import pytest

from workbench.__main__ import main
from workbench.evaluation.evaluate import Evaluation


@pytest.fixture(autouse=True)
def settings_apart(tmp_path_factory, monkeypatch):
    """Settings and records of batches lie in a folder of the test's own."""
    monkeypatch.setenv("WORKBENCH_SETTINGS", str(tmp_path_factory.mktemp("settings")))


@pytest.fixture
def call(capsys):
    """Run a command in this process: (status, stdout, lines of stderr)."""

    def run(*words):
        capsys.readouterr()
        try:
            status = main([str(word) for word in words])
        except SystemExit as done:
            status = done.code
        told = capsys.readouterr()
        return status, told.out, told.err.splitlines()

    return run


@pytest.fixture
def computed_steps(monkeypatch):
    """The ids of the steps that any evaluation computes from here on, one for each time."""
    seen, compute = [], Evaluation._compute

    def watched(self, row, *at):
        seen.append(row.id)
        return compute(self, row, *at)

    monkeypatch.setattr(Evaluation, "_compute", watched)
    return seen
