"""One function for each family of files: bytes to raw pixels, with what the file says about them. No policy here.

Each reads the size first and calls `check(width, height, bytes)` before it asks for any memory. `tiff`, whose library
takes long to load, is imported where a file of its own is met.
"""

from workbench.picture_files.decoders.camera import camera
from workbench.picture_files.decoders.jpeg import jpeg
from workbench.picture_files.decoders.pillow import pillow
from workbench.picture_files.decoders.plain import npy, png16, pnm, pnm_header
from workbench.picture_files.decoders.raw import Check, Decoder, Raw

__all__ = [
    "Check", "Decoder", "Raw", "camera", "jpeg", "npy", "pillow", "png16", "pnm", "pnm_header",
]  # fmt: skip
