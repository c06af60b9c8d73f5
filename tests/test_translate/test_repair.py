from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from translate.segmentation.repair import undo_escapes

AWKWARD = st.lists(
    st.sampled_from([*"ab &;#\n\r\t.", "\u00a0", "\u00ad", "\u200b", "&amp;", "&nbsp;", "&#8220;", "amp;"]), max_size=30
).map("".join)


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("Rapat&nbsp;selesai", "Rapat selesai"),
        ("&amp;ldquo;Baik&amp;rdquo; katanya", "“Baik” katanya"),
        ("KOMPAS.com&amp;nbsp;- Hujan", "KOMPAS.com - Hujan"),
        ("&amp;amp;quot;Baik&amp;amp;quot;", '"Baik"'),
        ("AT&T dan R&D; tetap", "AT&T dan R&D; tetap"),
        ("&#8220;Ya&#x201d;", "“Ya”"),
        ("ke\u00adme\u00adnangan", "kemenangan"),
        ("satu\u00a0dua\u2009tiga\u3000empat", "satu dua tiga empat"),
        ("\ufeffAwal\u200b kata", "Awal kata"),
        ("satu\r\ndua\u2028tiga", "satu \ndua\ntiga"),
        ("Ia berkata â€œyaâ€\x9d dan itâ€™s", "Ia berkata “ya” dan it’s"),
        ("“Kata itu â€œya.â€ Lalu", "“Kata itu “ya.” Lalu"),
        ("kafÃ© SkarsgÃ¥rd, suhu 5Â°C", "kafé Skarsgård, suhu 5°C"),
        ("Ã¢â‚¬â„¢s", "’s"),
        ("Müller, Gökçe, São Tomé, “kutip”—dan…", "Müller, Gökçe, São Tomé, “kutip”—dan…"),
    ],
)
def test_what_a_reader_sees(raw: str, shown: str) -> None:
    assert undo_escapes(raw).text == shown


@pytest.mark.parametrize(
    ("raw", "word", "original"),
    [
        ("Ia berkata &amp;ldquo;ya&amp;rdquo; lagi", "“ya”", "&amp;ldquo;ya&amp;rdquo;"),
        ("Tim me\u00adnang lagi", "menang", "me\u00adnang"),
        ("a&nbsp;b\u00adc d", "bc", "b\u00adc"),
        ("a&amp;b", "&", "&amp;"),
        ("di kafÃ© itu", "kafé", "kafÃ©"),
    ],
)
def test_spans_point_into_the_raw_text(raw: str, word: str, original: str) -> None:
    repaired = undo_escapes(raw)
    start = repaired.text.index(word)
    begin, end = repaired.raw_span(start, start + len(word))
    assert raw[begin:end] == original


@given(st.text(min_size=1, max_size=60) | AWKWARD, st.sets(st.integers(1, 59)))
def test_joints_stand_for_nothing_and_move_nothing(raw: str, places: set[int]) -> None:
    plain = undo_escapes(raw)
    positions = sorted(place for place in places if place < len(plain.text))
    joined = plain.with_joints(positions)
    assert len(joined.text) == len(plain.text) + len(positions)
    place = 0
    for position, character in enumerate(plain.text):
        place += position in positions
        assert joined.text[place] == character
        assert joined.raw_span(place, place + 1) == plain.raw_span(position, position + 1)
        place += 1
    spans = [joined.raw_span(i, i + 1) for i in range(len(joined.text))]
    assert all(0 <= start < end <= len(raw) for start, end in spans)
    assert all(left[0] <= right[0] and left[1] <= right[1] for left, right in pairwise(spans))


@given(st.text(max_size=80) | AWKWARD)
def test_spans_of_neighbours_are_in_order_and_inside(raw: str) -> None:
    repaired = undo_escapes(raw)
    spans = [repaired.raw_span(i, i + 1) for i in range(len(repaired.text))]
    assert all(0 <= start < end <= len(raw) for start, end in spans)
    assert all(left[0] <= right[0] and left[1] <= right[1] for left, right in pairwise(spans))


@given(st.text(st.characters(codec="ascii", exclude_characters="&\r\t\x0b\x0c\x1c\x1d\x1e\x1f"), max_size=80))
def test_plain_text_stays(raw: str) -> None:
    repaired = undo_escapes(raw)
    assert repaired.text == raw
    assert len(repaired.edges) == 1
