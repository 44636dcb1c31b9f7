"""Kernels from files: what is read is exactly what was written, and nothing is unpickled or believed."""

import json
import pickle

import numpy as np
import pytest

from workbench.errors import LoadError
from workbench.imports.kernel_file import read_kernel

KERNEL = np.float32([[0.1, -1, 2], [3, 1 / 3, 0]])


@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64, np.int8, np.uint16])
@pytest.mark.parametrize("order", ["C", "F"])
def test_npy(tmp_path, dtype, order):
    values = (np.arange(6).reshape(2, 3) / 2).astype(dtype, order=order)
    np.save(tmp_path / "kernel.npy", values)
    found = read_kernel(tmp_path / "kernel.npy")
    assert found.dtype == np.float32
    assert (found == values.astype(np.float32)).all()


def test_a_bank(tmp_path):
    bank = np.random.default_rng(0).standard_normal((4, 3, 5, 5)).astype(np.float32)
    np.save(tmp_path / "bank.npy", bank)
    assert (read_kernel(tmp_path / "bank.npy") == bank).all()


@pytest.mark.parametrize("form", [lambda rows: rows, lambda rows: {"weight": rows}, lambda rows: {"kernel": rows}])
def test_json(tmp_path, form):
    (tmp_path / "kernel.json").write_text(json.dumps(form(KERNEL.astype(float).tolist())))
    assert (read_kernel(tmp_path / "kernel.json") == KERNEL).all()


def test_other_files_are_text(tmp_path):
    (tmp_path / "kernel.txt").write_bytes(b"\xef\xbb\xbf1 2\n3 4\n")
    assert read_kernel(tmp_path / "kernel.txt") == "1 2\n3 4\n"


class Evil:
    def __reduce__(self):
        return (open, ("evil", "w"))


def _npy(header: str, data: bytes = b"") -> bytes:
    text = header.encode().ljust(117) + b"\n"
    return b"\x93NUMPY\x01\x00" + len(text).to_bytes(2, "little") + text + data


@pytest.mark.parametrize(
    ("name", "data", "told"),
    [
        (
            "k.npy",
            _npy("{'descr': '|O', 'fortran_order': False, 'shape': (1,)}", pickle.dumps([Evil()])),
            "not numbers",
        ),
        ("k.npy", _npy("{'descr': '<f4', 'fortran_order': False, 'shape': (99999999999, 9)}"), "should hold"),
        ("k.npy", _npy("{'descr': '<f4', 'fortran_order': False, 'shape': (2, 2)}", bytes(12)), "but has 3"),
        ("k.npy", _npy("{'descr': '<f4', 'shape': (2, 2)}", bytes(16)), "damaged NPY"),
        ("k.npy", _npy("{'descr': '<f4', 'fortran_order': False, 'shape': (64, 1)}", bytes(256)), "at most 63"),
        ("k.npy", _npy("{'descr': '<f4', 'fortran_order': False, 'shape': (4,)}", bytes(16)), "rows and columns"),
        ("k.npy", pickle.dumps([Evil()]), "neither NPY nor text"),
        ("k.json", b"[[1, 2], [3]]", "not as long"),
        ("k.json", b"[[1, NaN]]", "finite"),
        ("k.json", b"{}", "list of rows"),
        ("k.json", b"[" * 100_000, "nested too deeply"),
        ("k.json", b"[[1, 2]", "not JSON"),
        ("k.txt", b"", "empty"),
        ("k.txt", b"\xff\xfe1", "neither NPY nor text"),
    ],
)
def test_refused_in_words(tmp_path, name, data, told, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / name).write_bytes(data)
    with pytest.raises(LoadError, match=told) as refused:
        read_kernel(tmp_path / name)
    assert str(refused.value).startswith(f"{name} cannot be opened: ")
    assert not (tmp_path / "evil").exists()
