"""What goes beside the pixels: EXIF kept without what would be wrong of a result, and pipelines carried in PNG."""

import contextlib
import io

import numpy as np
import pytest
import tifffile
from PIL import Image

import workbench
from workbench.document import Document
from workbench.errors import PipelineError, SaveError
from workbench.layers import new_step
from workbench.picture_files import metadata
from workbench.picture_files.maps import Maps
from workbench.picture_files.metadata import carried_pipeline, to_carry
from workbench.picture_files.photos import load_photo
from workbench.picture_files.pictures import Saving, save_picture
from workbench.presets import PRESETS, load_preset

MAP = np.random.default_rng(1).integers(0, 256, (3, 8, 6)).astype(np.float32)
SMALL = [preset.id for preset in PRESETS if preset.id != "simplenet"]


def photo_with_exif(path):
    exif = Image.Exif()
    exif[274], exif[315], exif[33432] = 6, "Ada", "© Ada"
    if path.suffix != ".tif":  # where it is the size itself
        exif[256] = 9999
    exif.get_ifd(0x8769)[36867] = "2026:01:02 03:04:05"
    exif.get_ifd(0x8769)[40962] = 9999
    exif.get_ifd(0x8825)[1] = "N"
    Image.fromarray(np.zeros((6, 8, 3), np.uint8)).save(path, exif=exif)
    return load_photo(path)


@pytest.mark.parametrize("source", ["png", "jpg", "webp", "tif"])
@pytest.mark.parametrize("form", ["png", "jpeg", "webp", "tiff"])
def test_exif_goes_along_without_turn_and_size(tmp_path, source, form):
    photo = photo_with_exif(tmp_path / f"in.{source}")
    assert photo.shape == (1, 3, 8, 6)
    out = tmp_path / f"out.{form}"
    save_picture(out, Maps.of(MAP), Saving(form, exif=photo.exif))
    with Image.open(out) as picture:
        exif = picture.getexif()
        assert exif[315] == "Ada"
        assert exif.get(274, 1) == 1
        assert exif.get(256) in (None, 6)
        if form != "tiff" and source != "tif":  # Pillow writes no EXIF part into TIFF
            detail = exif.get_ifd(0x8769)
            assert detail[36867] == "2026:01:02 03:04:05"
            assert 40962 not in detail
    assert load_photo(out).shape == (1, 3, 8, 6)


def test_nothing_goes_along_unless_it_is_wanted(tmp_path):
    photo_with_exif(tmp_path / "in.jpg")
    save_picture(tmp_path / "out.jpg", Maps.of(MAP), Saving("jpeg"))
    with Image.open(tmp_path / "out.jpg") as picture:
        assert not picture.getexif()


def test_broken_and_huge_exif_is_left_out(tmp_path):
    Image.fromarray(np.zeros((4, 4, 3), np.uint8)).save(
        tmp_path / "a.png", exif=b"Exif\0\0MM\0*\0\0\0\x09" + b"\xff" * 80
    )
    photo = load_photo(tmp_path / "a.png")
    assert photo.pixels.shape == (4, 4, 3)
    exif = Image.Exif()
    exif[315] = "x" * 100_000
    Image.fromarray(np.zeros((4, 4, 3), np.uint8)).save(tmp_path / "b.png", exif=exif)
    assert load_photo(tmp_path / "b.png").exif == b""


def test_tiff_texts_are_its_own_tags(tmp_path):
    exif = Image.Exif()
    exif[270], exif[271], exif[306], exif[305] = "A view", "Maker", "2026:01:02 03:04:05", "Tool"
    save_picture(tmp_path / "a.tif", Maps.of(MAP), Saving("tiff", 16, exif=exif.tobytes()))
    with tifffile.TiffFile(tmp_path / "a.tif") as tif:
        tags = tif.pages.first.tags
        assert [tags[tag].value for tag in (270, 271, 306, 305)] == ["A view", "Maker", "2026:01:02 03:04:05", "Tool"]


@pytest.mark.parametrize("preset", SMALL)
def test_a_png_carries_every_pipeline(tmp_path, preset):
    document = load_preset(preset)
    path = tmp_path / "a.png"
    save_picture(path, Maps.of(MAP), Saving(pipeline=to_carry(document, "a.png")))
    assert carried_pipeline(path) == workbench.load(path) == document
    with Image.open(path) as picture:
        assert "filter-workbench.pipeline" in picture.text
    assert (np.moveaxis(load_photo(path).pixels, 2, 0) == MAP).all()


def test_what_carries_nothing(tmp_path):
    save_picture(tmp_path / "a.png", Maps.of(MAP), Saving())
    Image.fromarray(np.zeros((4, 4), np.uint8)).save(tmp_path / "b.jpg")
    assert carried_pipeline(tmp_path / "a.png") is carried_pipeline(tmp_path / "b.jpg") is None
    with pytest.raises(PipelineError, match="no such file"):
        carried_pipeline(tmp_path / "none.png")


def test_a_pipeline_too_large_to_carry_is_refused(monkeypatch):
    document = Document().inserted(0, new_step("relu", Document()))
    monkeypatch.setattr(metadata, "CARRIED_LIMIT", 10)
    with pytest.raises(SaveError, match=r"a\.png was not written: the pipeline has .* Save the pipeline beside it"):
        to_carry(document, "a.png")


def png_with(*chunks):
    out = io.BytesIO()
    Image.fromarray(np.zeros((2, 2), np.uint8)).save(out, "PNG")
    data = out.getvalue()
    return data[:33] + b"".join(chunks) + data[33:]


@pytest.mark.parametrize(
    ("chunk", "words"),
    [
        (metadata.chunk(b"iTXt", metadata.carried(b"no json")), "not JSON"),
        (metadata.chunk(b"iTXt", metadata.carried(b'{"format": "other"}')), r"\$"),
        (metadata.chunk(b"iTXt", metadata.carried(b"{}"))[:-1] + b"\0", "damaged"),
    ],
)
def test_a_broken_pipeline_is_refused_in_words(tmp_path, chunk, words):
    (tmp_path / "a.png").write_bytes(png_with(chunk))
    with pytest.raises(PipelineError, match=words) as caught:
        carried_pipeline(tmp_path / "a.png")
    assert str(caught.value).startswith("a.png")


def test_every_truncation_and_endless_chunks_end(tmp_path):
    whole = png_with(metadata.chunk(b"iTXt", metadata.carried(to_carry(load_preset("emboss"), "a.png"))))
    path = tmp_path / "a.png"
    for end in range(1, len(whole), 7):
        path.write_bytes(whole[:end])
        with contextlib.suppress(PipelineError):
            assert carried_pipeline(path) in (None, load_preset("emboss"))
    path.write_bytes(png_with(metadata.chunk(b"tEXt", b"") * 100_000))
    assert carried_pipeline(path) is None
    path.write_bytes(png_with(b"\xff\xff\xff\xffiTXt"))
    assert carried_pipeline(path) is None
