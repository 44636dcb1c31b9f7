"""The menu of what can be done to a step. The list itself answers to the keys, which are only named here."""

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from ui.parameters.source_row import choices_of_source
from workbench.document import Document, Step


class StepMenu(QMenu):
    """Told the step it is for; `source_requested` brings the id of what it should read, None for the step before."""

    rename_requested = Signal()
    duplicate_requested = Signal()
    up_requested = Signal()
    down_requested = Signal()
    delete_requested = Signal()
    source_requested = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.rename = self._action(self.tr("Rename"), "F2", self.rename_requested)
        self.duplicate = self._action(self.tr("Duplicate"), "Ctrl+D", self.duplicate_requested)
        self.up = self._action(self.tr("Move up"), "Alt+Up", self.up_requested)
        self.down = self._action(self.tr("Move down"), "Alt+Down", self.down_requested)
        self.reads = self.addMenu(self.tr("Read from"))
        self.reads.triggered.connect(self._on_source_triggered)
        self.addSeparator()
        self.delete = self._action(self.tr("Delete"), "Del", self.delete_requested)

    def _action(self, title: str, keys: str, asked: Signal) -> QAction:
        action = self.addAction(f"{title}\t{keys}")
        action.triggered.connect(asked)
        return action

    def set_step(self, step: Step | None, document: Document) -> None:
        """Offer what can be done to a step of a document; None is the photo."""
        index = document.index(step.id) if step else -1
        for action in (self.rename, self.duplicate, self.delete, self.reads.menuAction()):
            action.setEnabled(step is not None)
        self.up.setEnabled(index > 0)
        self.down.setEnabled(0 <= index < len(document.steps) - 1)
        self.reads.clear()
        if step is None:
            return
        for source, title in choices_of_source(step, document):
            action = self.reads.addAction(title)
            action.setData(source)
            action.setCheckable(True)
            action.setChecked(step.input == source)

    @Slot(QAction)
    def _on_source_triggered(self, action: QAction) -> None:
        self.source_requested.emit(action.data())
