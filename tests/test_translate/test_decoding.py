import pytest

from translate.decoding import DecodingOptions, target_limit
from translate.errors import SettingError


@pytest.mark.parametrize(
    ("pieces", "limit"),
    [(1, 64), (16, 64), (17, 96), (32, 96), (33, 160), (64, 160), (65, 288), (128, 288), (300, 510)],
)
def test_target_limit(pieces: int, limit: int) -> None:
    assert target_limit(pieces, DecodingOptions(), 512) == limit


def test_target_limit_obeys_options_and_positions() -> None:
    assert target_limit(100, DecodingOptions(max_target_pieces=7), 512) == 7
    assert target_limit(100, DecodingOptions(max_target_pieces=1000), 512) == 288
    assert target_limit(100, DecodingOptions(max_target_pieces=1000), 64) == 62


def test_target_limit_leaves_room_for_any_translation() -> None:
    assert all(target_limit(pieces, DecodingOptions(), 4096) >= 2 * pieces for pieces in range(1, 1000))


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"beam_size": 0}, "`beam_size` is 0, expected 1 or more"),
        ({"max_source_pieces": 0}, "`max_source_pieces` is 0"),
        ({"max_target_pieces": -5}, "`max_target_pieces` is -5"),
        ({"no_repeat_ngram_size": -1}, "`no_repeat_ngram_size` is -1"),
    ],
)
def test_options_that_make_no_sense(values: dict[str, int], message: str) -> None:
    with pytest.raises(SettingError, match=message):
        DecodingOptions(**values)
