"""The laboratories of the real window, with a photo of noise and a small network open."""

import numpy as np
import pytest
from documents import document_of
from pictures import noise
from PySide6.QtCore import Qt

from filters import kernels


@pytest.fixture
def photo(tmp_path):
    return noise(tmp_path / "noise.png")


@pytest.fixture
def network():
    """Convolution, BatchNorm, ReLU and Dropout, two maps wide."""
    weight = np.repeat(np.stack([kernels.sobel_x(), kernels.edge_detector()])[:, None], 3, axis=1)
    return document_of(
        ("conv2d", {"weight": weight, "padding": 1}), ("batch_norm", {}), ("relu", {}), ("dropout", {"p": 0.5}),
        name="Network", value_range="0-1",
    )  # fmt: skip


class Laboratories:
    """The window with a photo and a network, and ways to reach its laboratories."""

    def __init__(self, driver, photo, network):
        self.driver = driver
        driver.open(photo)
        driver.window.session.open_document(network)
        self.rest()

    @property
    def window(self):
        return self.driver.window

    def rest(self):
        self.driver.settle()
        self.driver.until(lambda: self.window.experiments.is_idle)
        self.driver.settle()

    def show(self, action, step):
        self.window.session.select(step)
        self.driver.do(action)
        pane = getattr(self.window.work, action).pane
        self.rest()
        return pane

    def click(self, button):
        self.driver.qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
        self.rest()

    def choose(self, select, words):
        select.setCurrentIndex(select.findText(words))
        select.activated.emit(select.currentIndex())
        self.rest()

    def type(self, field, text):
        field.setFocus()
        field.selectAll()
        self.driver.qtbot.keyClicks(field, text)
        self.driver.qtbot.keyClick(field, Qt.Key.Key_Return)
        self.rest()


@pytest.fixture
def laboratories(driver, photo, network):
    return Laboratories(driver, photo, network)
