"""Settings: broken ones are kept aside, and any name survives in the recent list."""

import os
import sys
from pathlib import Path

import pytest

from workbench.settings import RECENT_LIMIT, Settings, load_settings, save_settings, settings_path, to_path


@pytest.fixture(autouse=True)
def _own_folder(tmp_path, monkeypatch):
    monkeypatch.setenv("WORKBENCH_SETTINGS", str(tmp_path / "settings"))


def test_round_trip():
    assert load_settings() == (Settings(), "")
    wanted = Settings(theme="dark", language="zh_CN").with_recent("/a/b.png").with_recent("/c.json")
    assert save_settings(wanted) == ""
    assert load_settings() == (wanted, "")


def test_recent_is_short_and_newest_first():
    found = Settings()
    for number in range(2 * RECENT_LIMIT):
        found = found.with_recent(f"/{number}.png")
    found = found.with_recent(f"/{2 * RECENT_LIMIT - 2}.png")
    assert len(found.recent) == RECENT_LIMIT
    assert found.recent[:2] == (f"/{2 * RECENT_LIMIT - 2}.png", f"/{2 * RECENT_LIMIT - 1}.png")


@pytest.mark.skipif(os.name != "posix", reason="names that are no text are of POSIX")
@pytest.mark.parametrize("name", ["日本 %20.png", "📷.png", "two\nlines.png", b"raw\xff%\xe9.png", "%zz%.png"])
def test_any_name_survives(name):
    path = Path("/folder") / os.fsdecode(name)
    save_settings(Settings().with_recent(path))
    assert to_path(load_settings()[0].recent[0]) == path


BROKEN = [b"", b"{", b"[]", b"\xff" * 9, b"[" * 9999, b'{"version": 99}', b'{"recent": [1]}', b'{"recent": "a"}']
BROKEN += [b'{"theme": "pink"}', b'{"language": 3}', b'{"cache_mib": true}']


@pytest.mark.parametrize("data", BROKEN)
def test_broken_settings_are_kept_aside(data):
    path = settings_path()
    path.parent.mkdir(parents=True)
    path.write_bytes(data)
    found, notice = load_settings()
    assert found == Settings()
    assert "could not be read" in notice
    assert path.with_suffix(".broken.json").read_bytes() == data
    assert load_settings() == (Settings(), "")


def test_a_folder_that_cannot_be_made_is_a_notice(monkeypatch, tmp_path):
    (tmp_path / "file").write_bytes(b"")
    monkeypatch.setenv("WORKBENCH_SETTINGS", str(tmp_path / "file" / "below"))
    assert "not kept" in save_settings(Settings())
    assert load_settings()[0] == Settings()


def test_what_is_missing_is_as_usual_and_what_is_unknown_is_let_be():
    path = settings_path()
    path.parent.mkdir(parents=True)
    path.write_bytes(b'{"theme": "light", "of_a_friend": 1}')
    assert load_settings() == (Settings(theme="light"), "")


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="other systems have other places")
def test_without_a_folder_of_their_own_they_are_where_the_system_keeps_such(monkeypatch, tmp_path):
    monkeypatch.delenv("WORKBENCH_SETTINGS")
    monkeypatch.setenv("HOME", str(tmp_path))
    for named, folder in (("", ".config"), ("relative", ".config"), (str(tmp_path / "own"), "own")):
        monkeypatch.setenv("XDG_CONFIG_HOME", named)
        assert settings_path() == tmp_path / folder / "filter-workbench" / "settings.json"
