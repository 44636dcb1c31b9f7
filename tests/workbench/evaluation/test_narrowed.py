"""One feature map computed alone equals the same one of all; where maps need each other nothing is narrowed."""

from dataclasses import replace

import numpy as np
import pytest
from documents import document_of
from strategies import photo

from workbench.evaluation.evaluate import evaluate
from workbench.evaluation.narrowed import narrowed
from workbench.plan import plan

RNG = np.random.default_rng(5)
BANK = ("conv2d", {"weight": RNG.standard_normal((5, 3, 3, 3)), "bias": (0.1, 0.2, 0.3, 0.4, 0.5), "padding": 1})
NORM = ("batch_norm", {"running_mean": (1.0, 2, 3, 4, 5), "weight": (1.0, 2, 3, 4, 5), "bias": (5.0, 4, 3, 2, 1)})


def planned(*rows, training=False):
    return plan(document_of(*rows, value_range="0-1"), (1, 3, 20, 30), training=training)


@pytest.mark.parametrize(
    "rows",
    [
        (BANK,),
        (BANK, NORM, ("relu", {}), ("max_pool2d", {}), ("avg_pool2d", {}), ("elu", {"alpha": 0.5})),
        (("conv2d", {"weight": RNG.standard_normal((3, 3, 1, 1))}), ("softmax", {"axis": 1}), BANK, ("sigmoid", {})),
        (("conv2d", {"weight": [[0.5]]}), ("conv2d", {"weight": RNG.standard_normal((4, 1, 3, 3)), "padding": 1})),
        (("conv2d", {"weight": [[0.5]], "bias": 1.0}), ("conv2d", {"weight": RNG.standard_normal((4, 1, 3, 3))})),
        (BANK, ("conv2d", {"weight": RNG.standard_normal((4, 5, 2, 2)), "bias": 0.5}), ("relu", {})),
    ],
)
def test_a_map_alone_is_the_same_map(rows):
    whole = planned(*rows)
    source = photo(20, 30)
    maps = evaluate(whole, source, whole.last)
    for channel in range(maps.shape[1]):
        alone = narrowed(whole, whole.last, channel)
        found = evaluate(alone, source, whole.last)
        assert found.shape == (1, 1, *maps.shape[2:])
        np.testing.assert_allclose(found[:, 0], maps[:, channel], rtol=0, atol=1e-5)


@pytest.mark.parametrize(
    "rows",
    [
        (("conv2d", {"weight": np.ones((3, 3)), "channels": "each"}),),
        (("conv2d", {"weight": np.ones((1, 3, 3, 3))}),),
        (("conv2d", {"weight": np.ones((6, 1, 3, 3)), "groups": 3}),),
        (BANK, ("softmax", {"axis": 1})),
        (BANK, ("dropout", {})),
        (BANK, ("flatten", {})),
        (("relu", {}),),
    ],
)
def test_maps_that_need_each_other_or_are_one_stay_together(rows):
    whole = planned(*rows)
    assert narrowed(whole, whole.last, 0) is None
    assert narrowed(planned(BANK, NORM, training=True), "norm1", 0) is None


def test_what_is_switched_off_is_passed_through():
    whole = planned(BANK, ("softmax", {"axis": 1}), ("relu", {}))
    off = whole.document.with_step(replace(whole.document.step("softmax1"), enabled=False))
    assert narrowed(plan(off, whole.shape), "relu1", 3)["relu1"].shape == (1, 1, 20, 30)


def test_a_filter_of_mixed_channels_reads_the_channels():
    mix = ("conv2d", {"weight": RNG.standard_normal((2, 3, 1, 1))})
    filters = ("conv2d", {"weight": RNG.standard_normal((4, 2, 3, 3))})
    assert narrowed(planned(mix, filters), "conv2", 1)["conv2"].inputs == ("photo",)
    for other in ({"bias": 0.5}, {"stride": 2}, {"padding": 1}):
        kept = planned((mix[0], {**mix[1], **other}), filters)
        assert narrowed(kept, "conv2", 1)["conv2"].inputs == ("conv1",)
