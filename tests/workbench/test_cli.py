"""The commands: what they print, write and return, and that they need no window."""

import csv
import io
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

import workbench
from workbench import commands
from workbench.doctor import findings
from workbench.document import Document
from workbench.layers import new_step
from workbench.picture_files.photos import load_photo
from workbench.picture_files.pictures import Saving, mapped
from workbench.pipeline_file import write_pipeline
from workbench.presets import PRESETS

RGB = np.random.default_rng(6).integers(0, 256, (21, 23, 3), dtype=np.uint8)


@pytest.fixture
def photos(tmp_path):
    names = [tmp_path / "in" / name for name in ("a.png", "b.bmp", "c.jpg")]
    names[0].parent.mkdir()
    for name in names:
        Image.fromarray(RGB).save(name)
    return names


def test_many_inputs_into_a_folder(call, photos, tmp_path):
    out = tmp_path / "new" / "folder"
    assert call("run", "sobel-magnitude", *photos, "-o", out) == (0, "", [])
    assert sorted(path.name for path in out.iterdir()) == ["a.png", "b.png", "c.png"]
    wanted = mapped(workbench.run(workbench.load("sobel-magnitude"), photos[0]), Saving())
    assert (load_photo(out / "a.png").pixels == np.moveaxis(wanted, 0, 2)).all()


@pytest.mark.parametrize("form", ["png", "tiff", "jpeg", "webp", "npy"])
def test_formats(call, photos, tmp_path, form):
    assert call("run", "gaussian-blur", photos[0], "-o", tmp_path, "--format", form)[0] == 0
    found = tmp_path / f"a.{form}"
    assert load_photo(found).shape[2:] == (21, 23)
    if form == "npy":
        wanted = workbench.run(workbench.load("gaussian-blur"), photos[0])
        assert (np.load(found) == wanted).all()


def test_one_file_and_one_step(call, photos, tmp_path):
    out = tmp_path / "result.npy"
    assert call("run", "sobel-magnitude", photos[0], "-o", out, "--step", "sobel_x")[0] == 0
    assert (np.load(out) == workbench.run(workbench.load("sobel-magnitude"), RGB, step="sobel_x")).all()
    assert call("run", "emboss", photos[0], "-o", tmp_path / "r.tif", "--bits", "16", "--map", "min-max")[0] == 0
    assert load_photo(tmp_path / "r.tif").pixels.max() == 65535


def test_a_frame_with_its_metadata_and_a_pipeline(call, photos, tmp_path):
    pages = [Image.fromarray(np.full((6, 5), value, np.uint8)) for value in (10, 20)]
    exif = Image.Exif()
    exif[315] = "Ada"
    pages[0].save(tmp_path / "pages.png", save_all=True, append_images=pages[1:], exif=exif)
    out = tmp_path / "out.png"
    words = ("run", "gaussian-blur", tmp_path / "pages.png", "-o", out)
    assert call(*words, "--frame", 2, "--metadata", "keep", "--carry")[0] == 0
    assert (load_photo(out).pixels == 20).all()
    with Image.open(out) as picture:
        assert picture.getexif()[315] == "Ada"
    assert workbench.load(out) == workbench.load("gaussian-blur")
    assert call("run", out, photos[0], "-o", tmp_path / "again.png")[0] == 0
    assert call(*words, "--frame", 3) == (1, "", ["pages.png cannot be opened: it has 2 frames and no frame 3."])
    assert call(*words[:-1], tmp_path / "a.npy", "--carry")[2] == ["workbench: Only png carries a pipeline, not npy."]


def test_a_pipeline_of_0_to_1_is_saved_white_as_white(call, photos, tmp_path):
    document = Document("Same", "0-1")
    path = tmp_path / "same.pipeline.json"
    write_pipeline(document.inserted(0, new_step("relu", document)), path)
    assert call("run", path, photos[0], "-o", tmp_path / "same.png")[0] == 0
    assert (load_photo(tmp_path / "same.png").pixels == RGB).all()


def test_one_bad_input_stops_no_other(call, photos, tmp_path):
    bad = tmp_path / "in" / "bad.png"
    bad.write_bytes(b"no picture")
    small = tmp_path / "in" / "small.png"
    Image.new("L", (2, 2)).save(small)
    inputs = (photos[0], bad, tmp_path / "none.png", small)
    status, _, told = call("run", "chapter-case-3", *inputs, "-o", tmp_path / "out")
    assert status == 1
    assert len(told) == 3
    assert told[0].startswith("bad.png cannot be opened: it is not a picture")
    assert "none.png" in told[1]
    assert told[2].startswith("small.png: conv1: kernel 5 x 5 is larger")
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["a.png"]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["run", "nonesuch", "{a}", "-o", "{out}"], "neither a file nor a preset"),
        (["run", "emboss", "{a}"], "Missing option '-o'"),
        (["run", "emboss", "-o", "{out}"], "Missing argument"),
        (["run", "emboss", "{a}", "-o", "{out}", "--step", "x"], "There is no step x in emboss; there are conv1"),
        (["run", "emboss", "{a}", "-o", "{out}", "--format", "gif"], "'gif' is not one of"),
        (["run", "emboss", "{a}", "-o", "{in}"], "a.png would overwrite the input a.png"),
        (["run", "emboss", "{a}", "-o", "{a}"], "would overwrite"),
        (["run", "emboss", "{a}", "{a}", "-o", "{out}"], "both be written to a.png"),
        (["run", "emboss", "{a}", "{b}", "-o", "{out}/x.png"], "2 inputs need a folder"),
        (["run", "emboss", "{a}", "-o", "{out}/x.png", "--format", "tiff"], "as tiff it needs that ending"),
        (["run", "emboss", "{a}", "-o", "{b}"], "cannot take the result"),
        (["describe", "emboss", "--input-shape", "1,2,3"], "four whole numbers"),
        (["describe", "emboss", "--input-shape", "1,3,0,9"], "at least 1"),
        (["describe", "emboss", "--input-shape", "1,3,1e9,9"], "four whole numbers"),
        (["--nonsense"], "There is no option --nonsense"),
        (["presets", "extra"], "unexpected extra argument"),
    ],
)
def test_wrong_use_is_one_line(call, photos, tmp_path, words, told):
    names = {"a": photos[0], "b": photos[1], "in": photos[0].parent, "out": tmp_path / "out"}
    before = sorted(tmp_path.rglob("*"))
    status, out, lines = call(*(word.format(**names) for word in words))
    assert (status, out, len(lines)) == (2, "", 1)
    assert told in lines[0]
    assert sorted(tmp_path.rglob("*")) == before


def test_names_that_differ_in_case_alone_clash(call, photos, tmp_path):
    upper = tmp_path / "more" / "A.png"
    upper.parent.mkdir()
    Image.fromarray(RGB).save(upper)
    status, _, told = call("run", "emboss", photos[0], upper, "-o", tmp_path / "out")
    assert status == 2
    assert "both be written" in told[0]


def test_output_through_a_symlink_is_still_the_input(call, photos, tmp_path):
    link = tmp_path / "link"
    link.symlink_to(photos[0].parent)
    status, _, told = call("run", "emboss", photos[0], "-o", link)
    assert status == 2
    assert "would overwrite" in told[0]


def test_describe(call):
    status, out, _ = call("describe", "simplenet", "--input-shape", "10,3,224,224", "--format", "json")
    found = json.loads(out)
    assert status == 0
    assert found["parameters"] == 3214265
    assert [step["output_shape"] for step in found["steps"]][:3] == [[10, 6, 224, 224]] * 2 + [[10, 6, 112, 112]]
    rows = list(csv.reader(io.StringIO(call("describe", "simplenet", "--format", "csv")[1])))
    assert rows[1][:4] == ["conv1", "Convolution 5 × 5", "[6, 3, 5, 5]", "450"]
    assert rows[-1][1] == "3214265 parameters"
    assert call("describe", "conv-block", "--format", "markdown")[1].count("\n") == 7
    text = call("describe", "chapter-case-2")[1]
    assert "Convolution 3 × 3" in text
    assert "[1, 1, 222, 222]" in text


def test_a_model_is_a_pipeline_too(call, photos, tmp_path):
    model, again = tmp_path / "model.onnx", tmp_path / "again.pipeline.json"
    assert call("export", "sobel-magnitude", "--to", "onnx", "-o", model)[0] == 0
    status, out, _ = call("check", model)
    assert (status, out.startswith("The result on the example agrees in ONNX Runtime")) == (0, True)
    assert call("run", model, photos[0], "-o", tmp_path / "a.npy")[0] == 0
    assert (np.load(tmp_path / "a.npy") == workbench.run(workbench.load("sobel-magnitude"), RGB)).all()
    assert call("import", model, "-o", again) == (0, "", [])
    assert workbench.load(again) == workbench.load("sobel-magnitude")
    model.write_bytes(b"damaged")
    status, _, told = call("run", model, photos[0], "-o", tmp_path / "a.npy")
    assert (status, told) == (2, ["workbench: model.onnx cannot be opened: it is not an ONNX model, or a damaged one."])
    assert call("check", model)[0] == call("import", model, "-o", again)[0] == 1


def test_describe_tells_what_is_refused(call):
    status, out, told = call("describe", "simplenet", "--input-shape", "1,1,224,224")
    assert status == 1
    assert "refused" in out
    assert len(told) == 1
    assert "conv1" in told[0]


def test_presets(call):
    assert json.loads(call("presets", "--json")[1]) == [preset.id for preset in PRESETS]
    assert call("presets")[1].startswith("chapter-case-1")


def test_help_and_version(call):
    assert "workbench run PIPELINE" in call("--help")[1]
    assert call("--version")[1].startswith("Filter Workbench ")
    assert "--step" in call("run", "--help")[1]


def test_doctor(call, monkeypatch):
    monkeypatch.setenv("OPENBLAS_CORETYPE", "Haswell")
    monkeypatch.delenv("DISPLAY", raising=False)
    found = list(findings())
    assert {"system", "memory", "numpy", "threads", "settings"} <= {what for what, _ in found}
    assert any(what == "warning" and "OPENBLAS_CORETYPE" in told for what, told in found)
    assert call("doctor")[0] == 0


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux may lack a display")
def test_no_display(call, monkeypatch):
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    status, _, told = call()
    assert status == 2
    assert len(told) == 1
    assert "QT_QPA_PLATFORM=vnc" in told[0]
    assert any(what == "warning" and "no display" in words for what, words in findings())


def test_commands_load_only_what_they_need(photos, tmp_path):
    script = (
        "import sys\n"
        "from workbench.__main__ import main\n"
        "try: main(sys.argv[1:])\n"
        "except SystemExit as done: assert not done.code\n"
        "print(*{'.'.join(name.split('.')[:2]) for name in sys.modules}, *{name.split('.')[0] for name in sys.modules})"
    )
    window = {"PySide6", "pyqtgraph", "ui"}
    others = {"workbench.export", "workbench.imports", "workbench.explanation", "asyncio", "rich"}
    for words, never in (
        (["run", "emboss", str(photos[0]), "-o", str(tmp_path / "o.png")], window | others), (["doctor"], window),
    ):  # fmt: skip
        done = subprocess.run([sys.executable, "-c", script, *words], capture_output=True, text=True, check=True)
        assert never.isdisjoint(done.stdout.splitlines()[-1].split())


def test_as_a_program(photos, tmp_path):
    strange = tmp_path / os.fsdecode(b"caf\xe9 \xff\n.png") if os.name == "posix" else tmp_path / "café.png"
    photos[0].rename(strange)
    environment = {**os.environ, "LC_ALL": "C", "PYTHONWARNINGS": "error"}
    words = [sys.executable, "-m", "workbench", "run", "emboss", str(strange), str(tmp_path / "none"), "-o"]
    done = subprocess.run([*words, str(tmp_path / "out")], capture_output=True, env=environment, check=False)
    assert done.returncode == 1
    assert done.stderr.decode() == "none cannot be opened: there is no such file.\n"
    assert (tmp_path / "out" / strange.name).is_file()


@pytest.mark.skipif(os.name != "posix", reason="a pipe without a reader is of POSIX")
def test_a_reader_that_goes_away_is_no_error():
    words = f"{sys.executable} -m workbench describe simplenet --format json | true; exit ${{PIPESTATUS[0]}}"
    done = subprocess.run(["bash", "-c", words], capture_output=True, text=True, check=False)
    assert done.stderr == ""
    assert done.returncode == 0


def test_describe_counts_by_the_convention_asked_for(call):
    options = ["describe", "homework-1", "--input-shape", "10,3,224,224", "--format", "json"]
    found = [json.loads(call(*options, *more)[1]) for more in ((), ("--without-bias",), ("--without-padding",))]
    assert [one["multiplications"] for one in found] == [867_041_280, 867_041_280, 861_888_000]
    assert [one["additions"] for one in found] == [867_041_280, 834_928_640, 861_888_000]
    assert found[1]["steps"][0]["additions"] == 834_928_640


def test_describe_as_latex(call):
    said = call("describe", "chapter-case-2", "--format", "latex")[1]
    assert said.startswith("\\begin{tabular}{lllrlrllrr}\n\\hline\nstep & layer &")
    assert "conv1 & Convolution 3 $\\times$ 3 & [1, 3, 3, 3] & 27" in said
    assert said.endswith("\\end{tabular}\n")


def test_a_contact_sheet_of_every_input(call, photos, tmp_path):
    assert call("run", "edge-bank", *photos, "-o", tmp_path / "sheets", "--sheet", "96")[0] == 0
    sheet = load_photo(tmp_path / "sheets" / f"{photos[0].stem}.png")
    assert sheet.shape[1] == 3
    assert min(sheet.shape[2:]) > 200
    status, _, said = call("run", "edge-bank", photos[0], "-o", tmp_path / "a.npy", "--sheet", "96")
    assert status == 2
    assert said == ["workbench: A contact sheet is a picture of 8 or 16 bits; choose png, jpeg, webp or tiff."]


FULL = "workbench: no space left on device.\n"


@pytest.mark.parametrize("is_blocked", [False, True])
def test_a_fault_of_the_program_is_one_line_and_a_report(call, monkeypatch, tmp_path, is_blocked):
    folder = tmp_path / "settings"
    if is_blocked:
        folder.write_text("")
    monkeypatch.setenv("WORKBENCH_SETTINGS", str(folder))

    def broken(*_):
        raise KeyError("lost")

    monkeypatch.setattr(commands, "plan", broken)
    status, out, lines = call("describe", "emboss")
    assert (status, out, len(lines)) == (1, "", 1)
    assert lines[0].startswith("workbench: Something went wrong inside the program (KeyError: 'lost').")
    assert lines[0].endswith("fault.txt.") != is_blocked
    assert is_blocked or "in broken" in (folder / "fault.txt").read_text()


def test_too_little_memory_is_one_line(call, monkeypatch):
    def full(*_):
        raise MemoryError

    monkeypatch.setattr(commands, "plan", full)
    assert call("describe", "emboss") == (1, "", ["workbench: There is not enough memory for that."])


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="Linux has a disk that is always full")
@pytest.mark.parametrize(("words", "redirection", "status", "said"), [
    ("describe box-blur", ">/dev/full", 1, FULL), ("presets --json", ">/dev/full", 1, FULL),
    ("presets", ">&-", 0, ""), ("presets", "2>&-", 0, ""),
    ("run box-blur {photo} -o " + "x" * 300 + ".png", "", 1, "file name too long.\n"),
])  # fmt: skip
def test_a_stdout_that_takes_nothing_is_no_traceback(photos, words, redirection, status, said):
    line = f"{sys.executable} -m workbench {words.format(photo=photos[0])} {redirection}"
    done = subprocess.run(line, shell=True, check=False, capture_output=True, encoding="utf-8")
    assert (done.returncode, done.stderr.endswith(said)) == (status, True), done.stderr
    assert len(done.stderr.splitlines()) == bool(said)


COMMA = """
import locale, sys
locale.setlocale(locale.LC_ALL, "")
print(locale.localeconv()["decimal_point"], file=sys.stderr)
from workbench.__main__ import main
for words in (
    ["describe", "emboss", "--format", "csv", "--input-shape", "1,3,5,7"],
    ["describe", "emboss", "--format", "json", "--input-shape", "1,3,5,7"],
    ["explain", "box-blur", sys.argv[1], "--step", "conv1", "--at", "9,9", "--json"],
    ["run", "box-blur", sys.argv[1], "-o", sys.argv[2] + "/a.tif", "--bits", "32"],
    ["export", "box-blur", "--to", "numpy", "-o", sys.argv[2] + "/a.py"],
    ["export", "box-blur", "--to", "onnx", "-o", sys.argv[2] + "/a.onnx"],
):
    try:
        main(words)
    except SystemExit as done:
        assert not done.code, words
"""


PLAIN_LOCALES = [place for place in map(Path, ("/usr/lib/locale/C.utf8", "/usr/lib/locale/C.UTF-8")) if place.is_dir()]


@pytest.mark.skipif(not PLAIN_LOCALES, reason="a locale with a comma is made from the C.UTF-8 of glibc")
def test_a_comma_locale_changes_no_file_and_no_number(photos, tmp_path):
    comma = tmp_path / "locales" / "comma.utf8"
    shutil.copytree(PLAIN_LOCALES[0], comma)
    numeric = comma / "LC_NUMERIC"
    numeric.write_bytes(numeric.read_bytes().replace(b".", b","))
    found = {}
    for name, point in (("comma.UTF-8", ","), ("C.UTF-8", ".")):
        out = tmp_path / name
        out.mkdir()
        done = subprocess.run(
            [sys.executable, "-c", COMMA, str(photos[0]), str(out)], check=True, capture_output=True, encoding="utf-8",
            env={**os.environ, "LOCPATH": str(comma.parent), "LC_ALL": name},
        )  # fmt: skip
        assert done.stderr.split() == [point]
        found[point] = done.stdout, {path.name: path.read_bytes() for path in out.iterdir()}
    assert found[","] == found["."]
    assert len(found["."][1]) == 3
