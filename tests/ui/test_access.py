"""Whoever sees no picture and holds no mouse: every control has a name in words, and Tab goes where the eye goes."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QAbstractScrollArea, QApplication, QWidget


def reached_by_tab(window):
    """What takes the keys by Tab now; the inside of a scrolling widget goes by the widget itself."""
    return [
        widget
        for widget in window.findChildren(QWidget)
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        and widget.isVisible()
        and widget.isEnabled()
        and not isinstance(widget.parent(), QAbstractScrollArea)
    ]


def spoken_name(widget):
    return widget.accessibleName() or (widget.text() if isinstance(widget, QAbstractButton) else "")


def without_a_name(window):
    """Controls whose name is missing, or is the program's own instead of a word."""
    found = []
    for widget in reached_by_tab(window):
        name = spoken_name(widget)
        if not name.strip() or name == widget.objectName() or "_" in name or "-" in name.split(" ")[0]:
            found.append((widget.objectName(), name))
    return found


def visit_everything(driver):
    """Show every tab and page of it, a lesson, typed numbers; tell after each."""
    window = driver.window
    yield "nothing open"
    window.files.sources.open_sample("still-life-small")
    driver.settle()
    window.files.pipelines.open_preset("conv-block")
    driver.settle()
    for step in driver.state.document:
        window.session.select(step.id)
        driver.settle()
        yield step.kind
    yield from driver.every_tab()
    window.work.tabs.show_named("gradient")
    for page in ("vanishing", "field"):
        window.work.gradient.pane.show_page(page)
        driver.settle()
        yield page
    window.open_lesson(0)
    driver.settle()
    yield "lesson"
    window.files.sources.new_numbers()
    driver.settle()
    yield "numbers"


def test_everything_that_takes_the_keys_has_a_name(driver):
    nameless = {place: without_a_name(driver.window) for place in visit_everything(driver)}
    assert not {place: found for place, found in nameless.items() if found}


def test_parameters_are_named_in_the_users_language(chinese, qtbot, request):
    driver = request.getfixturevalue("driver")
    driver.window.files.pipelines.open_preset("chapter-case-2")
    driver.settle()
    names = [spoken_name(field) for field in reached_by_tab(driver.window.work.control_panel)]
    assert "步幅 H" in names
    assert "填充 T" in names


def test_tab_goes_from_the_tabs_to_what_stands_beside_them(driver):
    window = driver.window
    window.files.pipelines.open_preset("sharpen")
    driver.settle()
    window.work.curves.build()
    driver.until(window.work.curves.pane.side.isVisible)
    window.work.tabs.strip.setFocus()
    driver.qtbot.keyClick(window.work.tabs.strip, Qt.Key.Key_Tab)
    assert QApplication.focusWidget() is window.work.curves.pane.side


def test_tab_goes_from_the_head_of_the_parameters_through_a_form_however_late_it_was_made(driver):
    window = driver.window
    window.files.pipelines.open_preset("sharpen")
    driver.settle()
    at, names = window.work.control_panel.menu_button, []
    at.setFocus()
    for _ in range(5):
        driver.qtbot.keyClick(at, Qt.Key.Key_Tab)
        at = QApplication.focusWidget()
        names.append(at.objectName())
    assert names == ["channels", "weight", "weight-H", "weight-W", "stride-H"]


def test_tab_leaves_a_large_kernel_at_once(driver):
    window = driver.window
    window.files.pipelines.open_preset("unsharp-mask")
    driver.settle()
    grid = window.work.kernel_editor.grid
    assert grid.kernel().size > 81
    grid.setFocus()
    driver.qtbot.keyClick(grid, Qt.Key.Key_Tab)
    assert not grid.hasFocus()


def test_the_tabs_are_numbered_from_the_left(driver):
    window = driver.window
    keys = [window.actions_[name].shortcut().toString() for name in window.work.tabs.names]
    assert keys == [f"Alt+{number}" for number in range(1, len(keys) + 1)]
