"""Nothing of a test lands in the settings of whoever runs it."""

import pytest


@pytest.fixture(autouse=True)
def settings_apart(tmp_path_factory, monkeypatch):
    """Settings and records of batches lie in a folder of the test's own."""
    monkeypatch.setenv("WORKBENCH_SETTINGS", str(tmp_path_factory.mktemp("settings")))
