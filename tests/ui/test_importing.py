"""A large library is imported a little at a time, and whoever needs a part of it at once waits for all of it."""

import sys
import threading

import pytest

from ui.widgets.importing import Importing, needed


@pytest.fixture
def library(tmp_path, monkeypatch):
    """A package of six modules, each of which imports the next."""
    place = tmp_path / "large"
    place.mkdir()
    (place / "__init__.py").write_text("import large.m0\n")
    for number in range(5):
        (place / f"m{number}.py").write_text(f"import large.m{number + 1}\n")
    (place / "m5.py").write_text("import threading\nTHREAD = threading.current_thread().name\n")
    monkeypatch.syspath_prepend(tmp_path)
    yield "large"
    for name in [name for name in sys.modules if name.split(".")[0] == "large"]:
        del sys.modules[name]


def test_modules_come_one_by_one_and_in_the_end_all_are_there(library):
    importing = Importing(library)
    assert "large" not in sys.modules
    turns = 1
    while not importing.go_on(0.0):
        turns += 1
    assert turns > 6
    assert sys.modules["large.m5"].THREAD == "importing"
    assert not [thread for thread in threading.enumerate() if thread.name == "importing" and thread.join(5)]


def test_who_needs_what_is_under_way_gets_it_whole(library):
    importing = Importing(library)
    importing.go_on(0.0)
    importing.go_on(0.0)
    assert needed("large.m5").THREAD == "importing"
    assert importing.is_done


def test_of_two_windows_the_second_waits_for_no_half_done_module_of_the_first(library):
    first, second = Importing(library), Importing(library)
    first.go_on(0.0)
    first.go_on(0.0)
    assert second.go_on(60.0)
    assert first.is_done


def test_what_cannot_be_imported_fails_where_it_is_needed():
    assert Importing("no_such_module").go_on(60.0)
    with pytest.raises(ModuleNotFoundError):
        needed("no_such_module")
