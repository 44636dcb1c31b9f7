"""Pipelines as models and code, out of the window and in, and kernels from files of other programs."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from ui.bridge import Bridge
from ui.files.dialog import file_dialog, keep_folder
from ui.files.pipelines import Pipelines
from ui.files.saving import Saving
from ui.kernel.text import parse_block
from ui.language import sentences, told
from ui.messages import NoticeBar
from ui.numbers import NumberError
from workbench.document import PHOTO, Document
from workbench.errors import WorkbenchError, shown
from workbench.layers import new_step, with_parameters
from workbench.session import Session

if TYPE_CHECKING:
    from workbench.imports import Imported

ENDINGS = {"onnx": ".onnx", "pytorch": ".py", "paddle": ".py", "numpy": ".py"}
"""What there is to export to, in the order of the menu, and how its files end."""


class Models(QObject):
    """Reads into the session and writes from it, on the files' thread; `busy_changed` says what is under way."""

    busy_changed = Signal(str)

    def __init__(
        self,
        session: Session,
        bridge: Bridge,
        pipelines: Pipelines,
        saving: Saving,
        notices: NoticeBar,
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self._session, self._bridge, self._pipelines, self._saving = session, bridge, pipelines, saving
        self._notices, self._window = notices, window
        self._target = ""

    # out

    def ask_export(self, target: str) -> None:
        """Ask for the file to write the pipeline to."""
        self._target = target
        ending = ENDINGS[target]
        words = self.tr("ONNX models") if target == "onnx" else self.tr("Python files")
        dialog = file_dialog(self._window, self.tr("Export the pipeline"), f"{words} (*{ending})", saves=True)
        dialog.setDefaultSuffix(ending[1:])
        stem = self._session.state.document.name.lower().replace(" ", "_").replace("/", "_")
        dialog.selectFile(f"{stem}{'' if target == 'onnx' else f'_{target}'}{ending}")
        dialog.fileSelected.connect(self._on_export_selected)
        dialog.open()

    @Slot(str)
    def _on_export_selected(self, name: str) -> None:
        path, state = Path(name), self._session.state
        shape = None if state.source is None else (1, *state.source.shape[1:])
        self.busy_changed.emit(self.tr("Writing {0}").format(path.name))
        work = partial(_export, state.document, self._target, shape, path)
        self._bridge.start(work, partial(self._on_exported, path))

    def _on_exported(self, path: Path, result: object, error: Exception | None) -> None:
        self.busy_changed.emit("")
        if error is not None:
            self._notices.refuse(error)
        else:
            words = self.tr("Saved {0}. Run it with Python to see that it agrees.")
            if path.suffix == ENDINGS["onnx"]:
                words = self.tr("Saved {0}. workbench check runs it on the example that it carries.")
            self._notices.show_notice(words.format(path.name))

    # in

    def open_model(self, path: Path) -> None:
        """Open an ONNX model as a pipeline, as far as its operators are supported."""
        self.busy_changed.emit(self.tr("Opening {0}").format(path.name))
        self._bridge.start(partial(_read_model, path), partial(self._on_model_read, path))

    def _on_model_read(self, path: Path, found: "Imported | None", error: Exception | None) -> None:
        self.busy_changed.emit("")
        if error is not None or found is None:
            self._notices.refuse(error or WorkbenchError(path.name))
            return
        self._saving.when_saved(partial(self._show, path, found))

    def _show(self, path: Path, found: "Imported") -> None:
        self._pipelines.show(found.document, None)
        words = [told(notice) for notice in found.notices]
        if found.stopped:
            count = len(found.document.steps)
            words.insert(0, self.tr("Only the first {0} steps of {1} are opened:").format(count, path.name))
            words.insert(1, told(found.stopped))
        if words:
            self._notices.show_notice(sentences(*words), is_error=bool(found.stopped))

    # kernels

    def ask_kernel(self) -> None:
        """Ask for a file with a kernel."""
        words = self.tr("Kernels: text, CSV, NPY, JSON") + " (*.txt *.csv *.tsv *.npy *.json);;"
        dialog = file_dialog(self._window, self.tr("Import a kernel"), words + self.tr("All files") + " (*)")
        dialog.setFileMode(dialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(self._on_kernel_selected)
        dialog.open()

    @Slot(str)
    def _on_kernel_selected(self, name: str) -> None:
        self.open_kernel(Path(name))

    def open_kernel(self, path: Path) -> None:
        """Give the selected convolution the kernel, or bank, of a file; or add one behind the selected step."""
        session = self._session
        try:
            weight = _read_weight(path)
            document = _with_weight(session.state.document, session.state.selected, weight)
        except (WorkbenchError, ValueError) as error:
            self._notices.refuse(error)
            return
        keep_folder(path)
        before = session.state
        session.edit(document, self.tr("Import kernel"))
        added = [step.id for step in document if step.id not in before.document]
        if added:
            session.select(added[0])


def _export(document: Document, target: str, shape: tuple[int, ...] | None, path: Path) -> None:
    from workbench.export import export  # noqa: PLC0415 - on the files' thread, not with the window

    export(document, target, shape, path, is_open=True)


def _read_model(path: Path) -> "Imported":
    from workbench.imports import read_onnx  # noqa: PLC0415 - on the files' thread, not with the window

    return read_onnx(path, partly=True)


def _read_weight(path: Path) -> NDArray[np.float32]:
    from workbench.imports.kernel_file import read_kernel  # noqa: PLC0415 - seldom needed

    found = read_kernel(path)
    if not isinstance(found, str):
        return found
    try:
        return parse_block(found)
    except NumberError as error:
        raise WorkbenchError("{0}: {1}", shown(path), error) from error


def _with_weight(document: Document, selected: str, weight: NDArray[np.float32]) -> Document:
    groups = {"groups": 1} if weight.ndim == 2 else {}
    if selected in document and document.step(selected).kind == "conv2d":
        step = document.step(selected)
        keeps = step["weight"].ndim == weight.ndim
        bias = step["bias"] if keeps or not isinstance(step["bias"], tuple) else None
        return document.with_step(with_parameters(step, weight=weight, bias=bias, **groups))
    step = new_step("conv2d", document, weight=weight, channels="each", padding="same")
    index = 0 if selected == PHOTO else document.index(selected) + 1
    return document.inserted(index, step)
