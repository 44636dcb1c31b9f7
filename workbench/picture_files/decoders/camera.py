"""A camera's raw files."""

from typing import BinaryIO

from filters.words import Words
from workbench.errors import Refused
from workbench.picture_files.decoders.raw import Check, Raw, refuse_missing


def camera(file: BinaryIO, check: Check, frame: int) -> Raw:
    """A camera's raw file, developed as shot to 16 bits; needs the `raw` extra."""
    try:
        import rawpy  # noqa: PLC0415 - an extra
    except ImportError:
        raise Refused("camera raw files need the extra: pip install filter-workbench[raw]") from None
    refuse_missing(frame, 1)
    file.seek(0)
    with rawpy.imread(file) as shot:
        check(int(shot.sizes.width), int(shot.sizes.height), 14)
        pixels = shot.postprocess(output_bps=16, use_camera_wb=True)
    return Raw(pixels, 3, 16, notices=[Words("Developed from the camera's raw file as shot.")])
