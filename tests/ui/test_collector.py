"""The garbage collector runs on the GUI thread and nowhere else."""

import gc
import threading
import weakref

from PySide6.QtWidgets import QWidget

from ui.collector import Collector


def litter(count: int) -> list[list[int]]:
    """Far more objects than Python makes before it looks for garbage by itself."""
    return [[number] for number in range(count)]


def test_a_widget_that_only_the_collector_finds_goes_on_the_gui_thread(qtbot, qapp):
    gc.enable()
    collector = Collector(qapp)
    collector.begin()
    widget = QWidget()
    widget.itself = widget
    ended_on = []
    weakref.finalize(widget, lambda: ended_on.append(threading.current_thread()))
    del widget
    worker = threading.Thread(target=litter, args=(300_000,))
    worker.start()
    worker.join()
    assert not ended_on
    kept = litter(5_000)
    qtbot.waitUntil(lambda: bool(ended_on), timeout=15_000)
    assert ended_on == [threading.main_thread()]
    assert kept
    collector.deleteLater()
