import math

import numpy as np
import pytest

from translate.limits import Limit, at_least, at_most


@pytest.mark.parametrize(
    ("limit", "value", "passes"),
    [
        (at_least(0.5), 0.5, True),
        (at_least(0.5), 0.51, True),
        (at_least(0.5), 0.49, False),
        (at_most(0.5), 0.5, True),
        (at_most(0.5), 0.49, True),
        (at_most(0.5), 0.51, False),
        (at_least(0.5), math.nan, True),
        (at_most(0.5), math.nan, True),
        (at_least(0.0), -math.inf, False),
        (at_most(0.0), math.inf, False),
    ],
)
def test_a_value_and_a_column_get_the_same_decision(limit: Limit, value: float, passes: bool) -> None:
    assert limit.passes(value) is passes
    assert limit.passes_each(np.array([value, value])).tolist() == [passes, passes]


def test_no_value_passes() -> None:
    assert at_least(1.0).passes(None)
    assert at_most(1.0).passes(None)
