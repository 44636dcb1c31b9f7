"""Joins what the pipeline reads with the panes that show and change it: typed numbers, and the photos of a batch."""

from PySide6.QtCore import QObject, Slot

from ui.display import Display
from ui.files.sources import Sources
from ui.work import Work
from workbench.document import PHOTO
from workbench.evaluation.frames import BatchFrame
from workbench.session import Session, State
from workbench.sources import NumberGrid, Photo, Source, Tray
from workbench.trays import tray_of

LONGEST_NAME = 14


class Inputs(QObject):
    """Passes wishes of the numbers editor, the batch pane and the photo's head on to the session."""

    def __init__(self, work: Work, session: Session, sources: Sources, display: Display, parent: QObject) -> None:
        super().__init__(parent)
        self._work, self._session, self._display = work, session, display
        work.numbers_editor.source_requested.connect(self._on_source_requested)
        work.numbers_editor.merge_finished.connect(session.end_merge)
        work.batch.sample_requested.connect(session.select_sample)
        work.photo_pane.channel_requested.connect(session.select_sample)
        work.batch.how_requested.connect(self._on_how_requested)
        work.batch.add_requested.connect(sources.ask_add)
        work.batch.remove_requested.connect(self._on_remove_requested)

    def set_state(self, state: State) -> None:
        """Show the batch, and the numbers' editor where numbers are selected."""
        is_typed = isinstance(state.source, NumberGrid) and state.selected == PHOTO
        self._work.numbers_editor.setVisible(is_typed)
        self._work.kernel_editor.setVisible(not is_typed)
        self._work.control_panel.setVisible(not is_typed)
        self._work.numbers_editor.set_state(state)
        names = sample_names(state.source)
        how = state.source.how if isinstance(state.source, Tray) else None
        shape = state.source.shape if state.source is not None else ()
        self._work.batch.set_photos(names, shape, how)
        self._work.batch.set_sample(state.sample)
        is_one = len(names) == 1 or (state.plan is not None and state.plan.is_table)  # a table shows all its samples
        many = () if is_one else tuple((i, f"{i}  {_short(name)}".rstrip()) for i, name in enumerate(names))
        self._work.photo_pane.set_channels(many, state.sample)

    def set_frame(self, frame: BatchFrame, state: State) -> None:
        """Show what became of every photo."""
        self._work.batch.set_frame(frame)
        self._work.batch.set_sample(state.sample)

    @Slot(object, str, object)
    def _on_source_requested(self, source: NumberGrid, title: str, merge: object) -> None:
        self._session.edit_numbers(source, title, merge=merge)

    @Slot(str)
    def _on_how_requested(self, how: str) -> None:
        source = self._session.state.source
        if isinstance(source, Tray):
            self._session.open_source(tray_of(source.originals, how))

    @Slot()
    def _on_remove_requested(self) -> None:
        state = self._session.state
        if isinstance(state.source, Tray):
            kept = [photo for i, photo in enumerate(state.source.originals) if i != state.sample]
            self._session.open_source(kept[0] if len(kept) == 1 else tray_of(kept, state.source.how))


def sample_names(source: Source | None) -> tuple[str, ...]:
    """A name for each sample of the batch; one for a single photo."""
    if isinstance(source, Tray):
        return tuple(photo.name for photo in source.photos)
    if isinstance(source, Photo):
        return (source.name,)
    return ("",) * source.shape[0] if source is not None else ()


def _short(name: str) -> str:
    """A file's name as the photo's head has room for it."""
    return name if len(name) <= LONGEST_NAME else f"{name[: LONGEST_NAME - 1]}…"
