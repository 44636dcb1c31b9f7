"""The current work: document, source and selection, with undo. The one place where state changes; others are told."""

from collections.abc import Callable, Hashable
from dataclasses import replace
from functools import cached_property
from pathlib import Path

from filters.records import dataclass
from workbench.document import PHOTO, Document
from workbench.plan import Plan, plan
from workbench.sources import NumberGrid, Source

COLOUR = -1
"""The channel that stands for red, green and blue together, where a step still has colours."""

UNDO_LIMIT = 1000


@dataclass(frozen=True)
class State:
    """Everything the window shows, frozen. `selected` is a step id or "photo"; `channel` may be COLOUR.

    `sample` is which photo of the source's batch is looked at. `hidden` are facts that a lesson asks for: a kind
    (see `lessons.FACTS`) and a step.
    """

    document: Document = Document()
    source: Source | None = None
    training: bool = False
    selected: str = PHOTO
    channel: int = 0
    input_channel: int = 0
    sample: int = 0
    plan: Plan | None = None
    path: Path | None = None
    is_modified: bool = False
    undo_title: str | None = None
    redo_title: str | None = None
    hidden: frozenset[tuple[str, str]] = frozenset()

    @cached_property
    def outline(self) -> tuple[object, ...]:
        """All of the state but weights: who shows none of them has nothing to do while they alone are turned."""
        return (
            self.document.outline,
            (self.source, self.sample, self.training),
            (self.selected, self.channel, self.input_channel),
            (self.path, self.is_modified, self.undo_title, self.redo_title),
            self.hidden,
        )

    def hides(self, fact: str, step_id: str) -> bool:
        """Whether a fact of a step must not be shown yet; values that are made of hidden ones would tell them."""
        if not self.hidden or (fact, step_id) in self.hidden:
            return bool(self.hidden)
        inputs = self.plan[step_id].inputs if self.plan is not None and step_id in self.plan else ()
        return fact == "value" and any(self.hides(fact, name) for name in inputs)


def is_retyped(before: State, state: State) -> bool:
    """Whether both read typed numbers: then the source changed no more than one does by typing."""
    return isinstance(before.source, NumberGrid) and isinstance(state.source, NumberGrid)


@dataclass(frozen=True)
class _Moment:
    """What an edit left behind: the document, and typed numbers, which are small; photos are never held."""

    document: Document
    title: str
    numbers: NumberGrid | None


class Session:
    """Holds the state and the history of documents; every change notifies the subscribers once."""

    def __init__(self) -> None:
        self._state = State()
        self._saved: Document | None = self._state.document
        self._past: list[_Moment] = []
        self._future: list[_Moment] = []
        self._merge: Hashable = None
        self._subscribers: list[Callable[[State], None]] = []

    @property
    def state(self) -> State:
        """The state as it is now."""
        return self._state

    def subscribe(self, callback: Callable[[State], None]) -> None:
        """Call back with the state after each change."""
        self._subscribers.append(callback)

    def edit(self, document: Document, title: str, *, merge: Hashable = None) -> None:
        """Put a new document in place; edits in a row with the same `merge` token are undone as one."""
        if document != self._state.document:
            self._record(title, merge)
            self._update(document=document)

    def edit_numbers(self, source: NumberGrid, title: str, *, merge: Hashable = None) -> None:
        """Put other numbers in place of those that are read; undone as an edit of the document is."""
        self._record(title, merge)
        self._update(source=source)

    def _record(self, title: str, merge: Hashable) -> None:
        if merge is None or merge != self._merge:
            self._past.append(self._moment(title))
            del self._past[:-UNDO_LIMIT]
        self._merge = merge
        self._future.clear()

    def _moment(self, title: str) -> "_Moment":
        source = self._state.source
        return _Moment(self._state.document, title, source if isinstance(source, NumberGrid) else None)

    def end_merge(self) -> None:
        """A drag is over: the next edit is an undo step of its own."""
        self._merge = None

    def undo(self) -> None:
        """Take the last edit back."""
        self._travel(self._past, self._future)

    def redo(self) -> None:
        """Do the edit again that was taken back."""
        self._travel(self._future, self._past)

    def _travel(self, source: list["_Moment"], target: list["_Moment"]) -> None:
        if not source:
            return
        moment = source.pop()
        target.append(self._moment(moment.title))
        self._merge = None
        is_typed = moment.numbers is not None and isinstance(self._state.source, NumberGrid)
        self._update(document=moment.document, source=moment.numbers if is_typed else self._state.source)

    def open_source(self, source: Source | None) -> None:
        """Show another photo; the pipeline and its history stay. The first one shows its colours, if it has them."""
        channel = self._state.channel if self._state.plan else None
        self._update(is_opening=True, source=source, channel=channel)

    def open_document(self, document: Document, path: Path | None = None, *, is_saved: bool = True) -> None:
        """Work on another pipeline; its last step that fits the photo is selected and the history begins anew.

        One that is not `is_saved` has changes that its file lacks.
        """
        self._past.clear()
        self._future.clear()
        self._merge = None
        self._saved = document if is_saved else None
        last = document.steps[-1].id if document.steps else PHOTO
        self._update(is_opening=True, document=document, path=path, selected=last, channel=None, input_channel=0)

    def mark_saved(self, path: Path) -> None:
        """The document as it is now is in the file."""
        self._saved = self._state.document
        self._update(path=path)

    def select(self, step_id: str, channel: int | None = None) -> None:
        """Look at a step; without a channel its colours, or its first map."""
        self._merge = None
        self._update(selected=step_id, channel=channel, input_channel=0)

    def select_channel(self, channel: int, input_channel: int | None = None) -> None:
        """Look at another map of the selected step."""
        kept = self._state.input_channel if input_channel is None else input_channel
        self._update(channel=channel, input_channel=kept)

    def select_sample(self, sample: int) -> None:
        """Look at another photo of the batch; beyond its ends, the last or first."""
        self._update(sample=sample)

    def hide(self, facts: frozenset[tuple[str, str]]) -> None:
        """Hide these facts, and no others."""
        self._update(hidden=facts)

    def set_training(self, training: bool) -> None:
        """Switch between training and inference."""
        self._update(training=training)

    def _update(self, *, is_opening: bool = False, **changes: object) -> None:
        before = self._state
        wanted = {"channel": before.channel, **changes}
        channel = wanted.pop("channel")
        after = replace(before, **wanted)  # type: ignore[arg-type]
        if after.selected != PHOTO and after.selected not in after.document:
            index = min(before.document.index(after.selected), len(after.document.steps)) if (
                after.selected in before.document) else 0  # fmt: skip
            after = replace(after, selected=after.document.steps[index - 1].id if index else PHOTO)
            channel = None
        planned = before.plan
        if (after.document, after.source, after.training) != (before.document, before.source, before.training):
            planned = plan(after.document, after.source.shape, training=after.training) if after.source else None
        if is_opening and planned is not None and planned[after.selected].shape is None:
            after = replace(after, selected=_last_map(planned))
            channel = None
        samples = after.source.shape[0] if after.source else 1
        after = replace(
            after,
            plan=planned,
            sample=min(max(after.sample, 0), samples - 1),
            channel=_fitting_channel(planned, after.selected, channel),
            is_modified=after.document != self._saved,
            undo_title=self._past[-1].title if self._past else None,
            redo_title=self._future[-1].title if self._future else None,
        )
        if after == before:
            return
        self._state = after
        for callback in self._subscribers:
            callback(after)


def _last_map(planned: Plan) -> str:
    """The last step with feature maps to look at, before all that is refused."""
    return next(row.id for row in reversed(planned.rows) if row.shape is not None and len(row.shape) == 4)


def _fitting_channel(planned: Plan | None, step_id: str, channel: object) -> int:
    """The wanted channel where the step has it; colours where none was asked for and it has them; else its first."""
    row = planned[step_id] if planned is not None and step_id in planned else None
    if row is None or row.shape is None:
        return channel if isinstance(channel, int) else 0
    channels = row.shape[1] if len(row.shape) == 4 else 1
    if row.is_colour and channel in (None, COLOUR):
        return COLOUR
    return channel if isinstance(channel, int) and 0 <= channel < channels else 0
