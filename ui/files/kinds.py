"""The kinds of files that results are saved as."""

from PySide6.QtCore import QCoreApplication

from workbench.picture_files.pictures import FLOAT_BITS

Kind = tuple[str, int]


def file_kinds() -> list[tuple[Kind, str]]:
    """Every format with its bits, and its title."""
    return [
        (("png", 8), QCoreApplication.translate("kinds", "PNG, 8 bit")),
        (("png", 16), QCoreApplication.translate("kinds", "PNG, 16 bit")),
        (("tiff", 8), QCoreApplication.translate("kinds", "TIFF, 8 bit")),
        (("tiff", 16), QCoreApplication.translate("kinds", "TIFF, 16 bit")),
        (("tiff", FLOAT_BITS), QCoreApplication.translate("kinds", "TIFF, 32 bit float, values as they are")),
        (("npy", FLOAT_BITS), QCoreApplication.translate("kinds", "NPY, 32 bit float, values as they are")),
        (("jpeg", 8), QCoreApplication.translate("kinds", "JPEG, 8 bit, lossy")),
        (("webp", 8), QCoreApplication.translate("kinds", "WebP, 8 bit, lossless")),
    ]
