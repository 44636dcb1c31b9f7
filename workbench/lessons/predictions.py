"""The answers to a lesson's questions, and how each comes about, from the pipeline and the photo that are open."""

from math import prod

import numpy as np

from filters.records import dataclass
from workbench.document import PHOTO
from workbench.errors import LessonError
from workbench.evaluation.cache import Cache
from workbench.evaluation.evaluate import Evaluation
from workbench.explanation.explain import explain
from workbench.explanation.ledger import equation
from workbench.layers import bank_of, channel_vectors
from workbench.lessons.lesson import Question
from workbench.lessons.titles import ENGLISH, Words
from workbench.plan import Plan, StepPlan
from workbench.sources import Source

MOST_WRITTEN = 12
"""How many values a formula writes out."""

CLOSE = 1e-3
"""How far off a typed number may be, relative to the answer: three digits are enough."""


@dataclass(frozen=True)
class Answer:
    """One number, or the sizes of a shape; `formula` says in words how it comes about, without the result."""

    numbers: tuple[float, ...]
    formula: Words

    def matches(self, typed: tuple[float, ...]) -> bool:
        """Whether what was typed is right: whole numbers exactly, others to three digits."""
        if len(typed) != len(self.numbers):
            return False
        return all(
            one == other
            if other == round(other) and abs(other) >= 1
            else abs(one - other) <= CLOSE * max(1e-3, abs(other))
            for one, other in zip(typed, self.numbers, strict=True)
        )


def answer(question: Question, plan: Plan, source: Source, *, sample: int = 0, cache: Cache | None = None) -> Answer:
    """What the plan and the source answer; it may take a pass over the whole photo.

    Raises LessonError where the step is refused or has nothing of the kind, FilterError where it has no such place.
    """
    if question.asked == "number":
        return Answer((question.which["value"],), question.which["formula"])
    name = question.step
    if name not in plan or plan[name].shape is None:
        raise LessonError("{0} has no result now; undo the last change, or open the lesson again.", name)
    row = plan[name]
    make = {
        "size": _size, "shape": _shape, "field": _field, "count": _count, "statistic": _statistic,
        "running": _running, "value": _value,
    }[question.asked]  # fmt: skip
    found, formula = make(question, row, Evaluation(plan, source, cache or Cache()), sample)
    return Answer(found, Words({ENGLISH: formula}))


_Made = tuple[tuple[float, ...], str]


def _value(question: Question, row: StepPlan, evaluation: Evaluation, sample: int) -> _Made:
    y, x = question.which.get("at", (0, 0))
    found = explain(
        evaluation.plan, evaluation.source, row.id, y, x, channel=question.which.get("channel", 0),
        sample=question.which.get("sample", sample), cache=evaluation.cache,
    )  # fmt: skip
    return (found.value,), equation(found.entries[0]).rsplit(" = ", 1)[0]


def _sizes(row: StepPlan) -> tuple[str, str] | None:
    if row.windows is None or row.input_shape is None:
        return None
    down, across = (
        f"floor(({n} + {w.before} + {w.after} - {w.extent}) / {w.stride}) + 1"
        for w, n in zip(row.windows, row.input_shape[2:], strict=True)
    )
    return down, across


def _size(question: Question, row: StepPlan, evaluation: Evaluation, sample: int) -> _Made:
    axis = 1 if question.which.get("axis") == "width" else 0
    sizes = _sizes(row)
    assert row.shape is not None
    if sizes is None:
        raise LessonError("{0} slides no window; ask for its shape.", row.id)
    return (float(row.shape[2 + axis]),), sizes[axis]


def _shape(question: Question, row: StepPlan, evaluation: Evaluation, sample: int) -> _Made:
    assert row.shape is not None
    found = tuple(float(n) for n in row.shape)
    sizes = _sizes(row)
    if row.step is not None and row.step.kind == "flatten" and row.input_shape is not None:
        return found, f"{row.shape[0]}, {' x '.join(map(str, row.input_shape[1:]))}"
    if sizes is None:
        return found, ", ".join(map(str, row.shape)) if row.step is None else f"N, {_outputs(row)}"
    return found, f"{row.shape[0]}, {_outputs(row)}, {sizes[0]}, {sizes[1]}"


def _outputs(row: StepPlan) -> str:
    """Where the channels come from, in words of the field."""
    assert row.shape is not None
    kind = row.step.kind if row.step is not None else PHOTO
    return {"conv2d": "Cout", "linear": "out_features"}.get(kind, "C") + f" = {row.shape[1]}"


def _field(question: Question, row: StepPlan, evaluation: Evaluation, sample: int) -> _Made:
    before = evaluation.plan[row.inputs[0]] if row.inputs else row
    if row.windows is None:
        return (float(row.rows.size),), str(before.rows.size)
    window = row.windows[0]
    return (float(row.rows.size),), f"{before.rows.size} + ({window.extent} - 1) x {before.rows.jump}"


def _count(question: Question, row: StepPlan, evaluation: Evaluation, sample: int) -> _Made:
    of, shape = question.which["of"], row.shape
    assert shape is not None
    if of in ("weights", "biases"):
        sizes = row.weight_shape if of == "weights" else row.bias_shape
        if sizes is None:
            return (0.0,), "0"
        return (float(prod(sizes)),), " x ".join(map(str, sizes))
    if row.step is None or row.step.kind not in ("conv2d", "linear"):
        found = row.multiplications if of == "multiplications" else row.additions
        return (float(found),), " x ".join(map(str, shape))
    places = " x ".join(map(str, shape))
    if row.step.kind == "conv2d":
        assert row.input_shape is not None
        taps = bank_of(row.step, row.input_shape[1])[0].shape[1:]
    else:
        taps = row.step["weight"].shape[:1]
    terms = " x ".join(map(str, taps))
    if of == "multiplications":
        return (float(row.multiplications),), f"{places} x ({terms})"
    bias = " + 1" if row.bias_shape is not None else ""
    return (float(row.additions),), f"{places} x ({terms} - 1{bias})"


def _statistic(question: Question, row: StepPlan, evaluation: Evaluation, sample: int) -> _Made:
    """Mean or biased variance of what a BatchNorm step reads, over the whole batch."""
    channel, shape = question.which.get("channel", 0), row.input_shape
    if shape is None or len(shape) < 2 or not 0 <= channel < shape[1]:
        raise LessonError("{0} reads no channel {1}; open the lesson again.", row.id, channel)
    means, variances = evaluation.batch_statistics(row)
    mean, count = float(means[channel]), prod(shape) // shape[1]
    if question.which["of"] == "mean":
        form, found = "{0:.6g}", mean
    else:
        form, found = f"({{0:.6g}} - {mean:.6g})^2", float(variances[channel])
    terms = [form.format(value) for value in _first_read(row, evaluation, channel)]
    return (found,), f"({' + '.join([*terms, '...'] if count > len(terms) else terms)}) / {count}"


def _first_read(row: StepPlan, evaluation: Evaluation, channel: int) -> list[float]:
    """As many values of a channel of what a step reads as a formula writes out."""
    shape, name = row.input_shape, row.inputs[0]
    assert shape is not None
    if len(shape) != 4:
        read = evaluation.at(name)
    else:
        columns = np.arange(min(shape[3], MOST_WRITTEN))
        read = evaluation.at(name, np.arange(min(shape[2], -(-MOST_WRITTEN // columns.size))), columns)
    return [float(value) for value in read[:, channel].ravel()[:MOST_WRITTEN]]


def _running(question: Question, row: StepPlan, evaluation: Evaluation, sample: int) -> _Made:
    """What a BatchNorm step remembers after one batch: running = running * m + batch * (1 - m)."""
    if row.step is None or row.step.kind != "batch_norm":
        raise LessonError("{0} remembers nothing; ask a BatchNorm step.", row.id)
    assert row.input_shape is not None
    channel, of = question.which.get("channel", 0), question.which["of"]
    vectors = channel_vectors(row.step, row.input_shape[1])
    before = float(vectors[0 if of == "mean" else 1][channel])
    (batch,), _ = _statistic(question, row, evaluation, sample)
    momentum = float(row.step["momentum"])
    return (before * momentum + batch * (1 - momentum),), (
        f"{before:.6g} x {momentum:g} + {batch:.6g} x (1 - {momentum:g})"
    )
