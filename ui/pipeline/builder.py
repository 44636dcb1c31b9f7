"""The pipeline builder: the photo, the steps, the place to add one, and what they cost in all.

It is told a state and asks for whole new documents; which edits are possible is the document's own matter.
"""

from collections.abc import Mapping
from dataclasses import replace

from PySide6.QtCore import QPoint, Signal, Slot
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui import display, numbers, pixels, theme
from ui.language import described, told, translated
from ui.parameters.source_row import reading
from ui.pipeline.step_list import StepList
from ui.pipeline.step_menu import StepMenu
from ui.pipeline.step_picker import StepPicker
from ui.pipeline.step_rows import THUMBNAIL, Row
from ui.pipeline.totals import Totals
from ui.pixels import Levels
from ui.widgets.areas import Area
from ui.widgets.buttons import tool_button
from ui.widgets.heads import PaneHead
from ui.widgets.labels import Label
from workbench.adding import step_for
from workbench.document import PHOTO, Document, Step
from workbench.evaluation.frames import ThumbnailsFrame, Values
from workbench.layers import KINDS
from workbench.session import COLOUR, State

PLACE = "+"
DASH = "—"
LONG = 2
"""Maps longer than so many times their width are not cut to a square."""


class PipelineBuilder(Area):
    """Shows the pipeline; `step_selected(id)` and `document_requested(document, title)` are what it asks for."""

    step_selected = Signal(str)
    document_requested = Signal(object, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("panel", parent=parent)
        self.setObjectName("pipeline-builder")
        self._state = State()
        self._outline: object = None
        self._pictures: Mapping[str, Values] = {}
        self._photo_levels = pixels.photo_levels(255.0)
        self._pixmaps: dict[str, QPixmap] = {}
        self._add_index = 0
        self._build()
        theme.notifier().changed.connect(self._on_theme_changed)
        self.set_state(self._state)

    def _build(self) -> None:
        self.head = PaneHead(self.tr("Pipeline"), is_section=True)
        self.head.set_right_margin(4)
        self.add_button = tool_button(
            "plus", tip=self.tr("Add a step behind the selected one."), name="add-step", role="dim"
        )
        self.menu_button = tool_button(
            "more", tip=self.tr("What can be done to a step."), name="pipeline-menu", role="dim"
        )
        self.head.add_right(self.add_button)
        self.head.add_right(self.menu_button)
        self.list = StepList()
        self.picker = StepPicker(self)
        self.message_label = Label("", "red", px=12, wrap=True)
        self.message_label.setObjectName("pipeline-message")
        self.message_label.setContentsMargins(12, 8, 12, 8)
        self.message_label.hide()
        self.totals = Totals()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for widget in (self.head, self.list, self.message_label, self.totals):
            column.addWidget(widget, 1 if widget is self.list else 0)

        self.menu = StepMenu(self)
        self.menu_button.setMenu(self.menu)
        self.menu.aboutToShow.connect(self._on_menu_about_to_show)
        self.menu.rename_requested.connect(self._on_rename_requested)
        self.menu.duplicate_requested.connect(self._on_duplicate_requested)
        self.menu.up_requested.connect(self._on_up_requested)
        self.menu.down_requested.connect(self._on_down_requested)
        self.menu.delete_requested.connect(self._on_delete_requested)
        self.menu.source_requested.connect(self._on_source_requested)

        self.add_button.clicked.connect(self._on_add_clicked)
        self.picker.chosen.connect(self._on_kind_chosen)
        self.list.selected.connect(self.step_selected)
        self.list.toggled.connect(self._on_step_toggled)
        self.list.moved.connect(self._on_step_moved)
        self.list.renamed.connect(self._on_step_renamed)
        self.list.add_requested.connect(self._on_add_requested)
        self.list.removed.connect(self._on_step_removed)
        self.list.duplicated.connect(self._on_step_duplicated)
        self.list.menu_requested.connect(self._on_menu_requested)

    # --- told

    def set_state(self, state: State) -> None:
        """Show the pipeline of a state. A menu of a step that is selected no more closes."""
        if state.selected != self._state.selected:
            self.menu.hide()
        self._state = state
        self.message_label.hide()
        was, self._outline = self._outline, state.outline
        if was == state.outline:
            return
        source = state.source
        rows = [
            Row(
                PHOTO,
                PHOTO,
                translated(source.name) if source is not None else self.tr("Open a photo"),
                display.shape_words(state.plan, PHOTO) if state.plan is not None else "",
                picture=self._pixmaps.get(PHOTO),
                cover=display.cover(state, PHOTO),
            )
        ]
        rows += [self._row(step) for step in state.document]
        rows.append(Row(PLACE, self.tr("Add a step"), is_place=True))
        self.list.set_rows(tuple(rows), state.selected)
        self.totals.set_state(state)

    def _row(self, step: Step) -> Row:
        plan = self._state.plan
        planned = plan[step.id] if plan is not None and step.id in plan else None
        refusal = numbers.with_times(told(planned.refusal.message)) if planned is not None and planned.refusal else ""
        shape = display.shape_words(plan, step.id) or DASH if planned is not None else DASH
        shape = numbers.HIDDEN if self._state.hides("shape", step.id) else shape
        kind = numbers.with_times(described(step))
        if step.input is not None:
            words = self.tr("{0} with {1}") if KINDS[step.kind].joins else self.tr("{0} of {1}")
            kind = words.format(kind, self._state.document.title(step.input))
        return Row(
            step.id,
            step.title,
            kind,
            self.tr("refused") if refusal else shape if plan is not None else "",
            is_on=step.enabled,
            refusal=refusal,
            is_planned=plan is None or bool(refusal) or (planned is not None and planned.shape is not None),
            picture=self._pixmaps.get(step.id),
            cover=display.cover(self._state, step.id),
        )

    def set_thumbnails(self, frame: ThumbnailsFrame, photo: Levels) -> None:
        """Show small pictures of the steps, the photo in its levels; those the frame has none of keep their last one.

        Long ones are shown whole, others fill the square.
        """
        self._photo_levels = photo
        self._pictures = {**self._pictures, **frame.pictures}
        self._draw_pictures(frame.pictures)

    def _draw_pictures(self, pictures: Mapping[str, Values]) -> None:
        ratio = self.devicePixelRatioF()
        for step_id, values in pictures.items():
            is_photo = display.is_photo(self._state, step_id, COLOUR if values.ndim == 3 else 0)
            levels = self._photo_levels if is_photo else pixels.auto_levels(values)
            is_long = max(values.shape[:2]) > LONG * min(values.shape[:2])
            self._pixmaps[step_id] = pixels.thumbnail(values, THUMBNAIL, ratio, levels=levels, is_whole=is_long)
        self.list.set_rows(
            tuple(replace(row, picture=self._pixmaps.get(row.id)) for row in self.list.rows()), self._state.selected
        )

    # --- asking

    @property
    def _selected(self) -> Step | None:
        document = self._state.document
        return document.step(self._state.selected) if self._state.selected in document else None

    def _ask(self, document: Document, title: str) -> None:
        """Ask for the document unless a step would read one behind it."""
        seen = {PHOTO}
        for step in document:
            if step.input is not None and step.input not in seen:
                words = self.tr("{0} reads {1}, so it must stay behind it. Choose another step to read first.")
                self.message_label.setText(words.format(step.title, document.title(step.input)))
                self.message_label.show()
                return
            seen.add(step.id)
        self.document_requested.emit(document, title)

    def add(self, kind: str, index: int) -> None:
        """Ask for a new step at `index`, with what it needs to fit there, and select it."""
        document = self._state.document
        step = step_for(kind, document, index, self._state.plan)
        self._ask(document.inserted(index, step), self.tr("Add {0}").format(step.id))
        self.step_selected.emit(step.id)

    # --- handlers

    @Slot()
    def _on_add_clicked(self) -> None:
        step = self._selected
        self._add_index = self._state.document.index(step.id) + 1 if step else 0
        self.picker.open_at(self.add_button.mapToGlobal(QPoint(0, self.add_button.height())))

    @Slot(QPoint)
    def _on_add_requested(self, place: QPoint) -> None:
        self._add_index = len(self._state.document.steps)
        self.picker.open_at(place + QPoint(64, 0))

    @Slot(str)
    def _on_kind_chosen(self, kind: str) -> None:
        self.add(kind, self._add_index)

    @Slot(str)
    def _on_step_toggled(self, step_id: str) -> None:
        step = self._state.document.step(step_id)
        title = self.tr("Switch {0} off") if step.enabled else self.tr("Switch {0} on")
        self._ask(self._state.document.with_step(replace(step, enabled=not step.enabled)), title.format(step_id))

    @Slot(str, int)
    def _on_step_moved(self, step_id: str, index: int) -> None:
        self._ask(self._state.document.moved(step_id, index), self.tr("Move {0}").format(step_id))

    @Slot(str, str)
    def _on_step_renamed(self, step_id: str, name: str) -> None:
        step = self._state.document.step(step_id)
        label = "" if name == step_id else name
        if label != step.label:
            document = self._state.document.with_step(replace(step, label=label))
            self._ask(document, self.tr("Rename {0}").format(step_id))

    @Slot(str)
    def _on_step_removed(self, step_id: str) -> None:
        self._ask(self._state.document.removed(step_id), self.tr("Delete {0}").format(step_id))

    @Slot(str)
    def _on_step_duplicated(self, step_id: str) -> None:
        document = self._state.document.duplicated(step_id)
        self._ask(document, self.tr("Duplicate {0}").format(step_id))
        self.step_selected.emit(document.steps[document.index(step_id) + 1].id)

    @Slot(str, QPoint)
    def _on_menu_requested(self, step_id: str, place: QPoint) -> None:
        self.menu.popup(place)

    @Slot()
    def _on_menu_about_to_show(self) -> None:
        self.menu.set_step(self._selected, self._state.document)

    @Slot(object)
    def _on_source_requested(self, source: str | None) -> None:
        step, title = reading(self._selected, source)
        self._ask(self._state.document.with_step(step), title)

    @Slot()
    def _on_rename_requested(self) -> None:
        self.list.rename(self._state.selected)

    @Slot()
    def _on_duplicate_requested(self) -> None:
        self._on_step_duplicated(self._state.selected)

    @Slot()
    def _on_up_requested(self) -> None:
        self._on_step_moved(self._state.selected, self._state.document.index(self._state.selected) - 1)

    @Slot()
    def _on_down_requested(self) -> None:
        self._on_step_moved(self._state.selected, self._state.document.index(self._state.selected) + 1)

    @Slot()
    def _on_delete_requested(self) -> None:
        self._on_step_removed(self._state.selected)

    @Slot()
    def _on_theme_changed(self) -> None:
        self._draw_pictures(self._pictures)
