"""What people write with OpenCV: one picture after the other, read, filtered and written, as a program of its own.

`python benchmarks/opencv_loop.py WAY KERNELS.npy IN OUT THREADS`: it loads nothing but OpenCV and NumPy.
"""

import sys
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np

JPEG = [cv2.IMWRITE_JPEG_QUALITY, 95, cv2.IMWRITE_JPEG_SAMPLING_FACTOR, cv2.IMWRITE_JPEG_SAMPLING_FACTOR_444]

Filter = Callable[[np.ndarray], np.ndarray]


def dense(kernels: np.ndarray) -> Filter:
    """One kernel as it is."""
    return lambda picture: cv2.filter2D(picture, -1, kernels[0], borderType=cv2.BORDER_REPLICATE)


def separable(kernels: np.ndarray) -> Filter:
    """One kernel as OpenCV does it fastest: one column, one row."""
    left, values, right = np.linalg.svd(kernels[0].astype(np.float64))
    column, row = (np.abs(vector * np.sqrt(values[0])) for vector in (left[:, 0], right[0]))
    return lambda picture: cv2.sepFilter2D(picture, -1, row, column, borderType=cv2.BORDER_REPLICATE)


def magnitude(kernels: np.ndarray) -> Filter:
    """The length of what two kernels give."""

    def run(picture: np.ndarray) -> np.ndarray:
        return cv2.convertScaleAbs(cv2.magnitude(*(cv2.filter2D(picture, cv2.CV_32F, kernel) for kernel in kernels)))

    return run


WAYS: dict[str, Callable[[np.ndarray], Filter]] = {"dense": dense, "separable": separable, "magnitude": magnitude}


if __name__ == "__main__":
    way, kernels, photos, out, threads = sys.argv[1:]
    cv2.setNumThreads(int(threads))
    work_on = WAYS[way](np.load(kernels))
    for photo in sorted(Path(photos).iterdir()):
        cv2.imwrite(str(Path(out, photo.name)), work_on(cv2.imread(str(photo))), JPEG)
