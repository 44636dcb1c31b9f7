"""The three editing panels on a real session, joined as the window joins them."""

import numpy as np
from PySide6.QtCore import QEvent, Slot
from PySide6.QtWidgets import QApplication, QHBoxLayout, QVBoxLayout, QWidget

from ui import theme
from ui.kernel.editor import KernelEditor
from ui.parameters.control_panel import ControlPanel
from ui.pipeline.builder import PipelineBuilder
from workbench.document import Document, Step
from workbench.layers import new_step
from workbench.session import Session, State
from workbench.sources import Photo

LAPLACIAN = np.array([[-1, -1, -1], [-1, 8, -1], [-1, -1, -1]], np.float32)


class PanelsRig(QWidget):
    """Pipeline builder, kernel editor and control panel, told by one session and asking it."""

    def __init__(self) -> None:
        super().__init__()
        theme.apply(QApplication.instance(), theme.DARK)
        self.session = Session()
        self.builder, self.editor, self.panel = PipelineBuilder(), KernelEditor(), ControlPanel()
        right = QVBoxLayout()
        right.addWidget(self.editor)
        right.addWidget(self.panel, 1)
        row = QHBoxLayout(self)
        row.addWidget(self.builder)
        row.addLayout(right)
        self.resize(640, 900)
        self.session.subscribe(self._on_state)
        for panel in (self.editor, self.panel):
            panel.edit_requested.connect(self._on_edit_requested)
            panel.merge_finished.connect(self.session.end_merge)
        self.editor.channel_requested.connect(self._on_channel_requested)
        self.panel.undo_requested.connect(self._on_undo_requested)
        self.builder.step_selected.connect(self._on_step_selected)
        self.builder.document_requested.connect(self._on_document_requested)

    def start(self, document: Document, selected: str, size: tuple[int, int] = (32, 32)) -> None:
        """Open a gray photo of that size and a document."""
        self.session.open_source(Photo("gray.png", np.zeros(size, np.uint8)))
        self.session.open_document(document)
        self.session.select(selected)

    def step(self, step_id: str) -> Step:
        return self.session.state.document.step(step_id)

    def ids(self) -> list[str]:
        return [step.id for step in self.session.state.document]

    def _on_state(self, state: State) -> None:
        for panel in (self.builder, self.editor, self.panel):
            panel.set_state(state)

    @Slot(object, str, object)
    def _on_edit_requested(self, step: Step, title: str, merge: object) -> None:
        self.session.edit(self.session.state.document.with_step(step), title, merge=merge)

    @Slot(object, str)
    def _on_document_requested(self, document: Document, title: str) -> None:
        self.session.edit(document, title)

    @Slot(str)
    def _on_step_selected(self, step_id: str) -> None:
        self.session.select(step_id)

    @Slot(int, int)
    def _on_channel_requested(self, channel: int, input_channel: int) -> None:
        self.session.select_channel(channel, input_channel)

    @Slot()
    def _on_undo_requested(self) -> None:
        self.session.undo()


def open_rig(qtbot: object, document: Document, selected: str) -> PanelsRig:
    """A rig on the screen; widgets of earlier tests are gone first, or every change of theme would dress them too."""
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    rig = PanelsRig()
    qtbot.addWidget(rig)
    rig.start(document, selected)
    rig.show()
    qtbot.waitExposed(rig)
    return rig


def document_of(*kinds: str, **parameters: object) -> Document:
    """Steps of these kinds in a row; `parameters` are those of the first."""
    document = Document("Test")
    for index, kind in enumerate(kinds):
        document = document.inserted(index, new_step(kind, document, **(parameters if index == 0 else {})))
    return document
