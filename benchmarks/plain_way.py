"""The plain way to show an edit: filter the whole photo with OpenCV, convert it, draw it."""

import statistics
import time

import numpy as np
from live_window import PANE


def plain_ms(pixels: np.ndarray, kernel: np.ndarray, repeats: int = 3) -> float | None:
    """Median time to filter the whole photo with OpenCV, convert it and draw it as a pyqtgraph image; None without."""
    try:
        import cv2  # noqa: PLC0415
    except ImportError:
        return None
    import pyqtgraph as pg  # noqa: PLC0415

    pg.setConfigOptions(imageAxisOrder="row-major")
    view = pg.GraphicsView()
    item = pg.ImageItem()
    view.setCentralItem(plot := pg.ViewBox(lockAspect=True, enableMenu=False))
    plot.addItem(item)
    view.resize(*PANE)
    view.show()
    times = []
    for _ in range(repeats):
        begun = time.perf_counter()
        result = cv2.filter2D(pixels, cv2.CV_32F, kernel)
        item.setImage(cv2.convertScaleAbs(result), autoLevels=False, levels=(0, 255))
        view.grab()
        times.append(1000 * (time.perf_counter() - begun))
    view.close()
    return statistics.median(times)
