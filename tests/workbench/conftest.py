"""Nothing of a test lands in the settings of whoever runs it."""

import pytest

from workbench.evaluation.evaluate import Evaluation


@pytest.fixture(autouse=True)
def settings_apart(tmp_path_factory, monkeypatch):
    """Settings and records of batches lie in a folder of the test's own."""
    monkeypatch.setenv("WORKBENCH_SETTINGS", str(tmp_path_factory.mktemp("settings")))


@pytest.fixture
def computed_steps(monkeypatch):
    """The ids of the steps that any evaluation computes from here on, one for each time."""
    seen, compute = [], Evaluation._compute

    def watched(self, row, *at):
        seen.append(row.id)
        return compute(self, row, *at)

    monkeypatch.setattr(Evaluation, "_compute", watched)
    return seen
