"""The shipped model is never worse than it was, unless somebody said so and why."""

import json

import pytest
from floors import FLOORS, fallen, measured, news, probes, room_under, updated

from translate import Translator
from translate.overlap import letters_only

STORED = json.loads(FLOORS.read_text(encoding="utf-8"))


def test_the_shipped_model_meets_every_floor() -> None:
    scores = measured(Translator.load("bundled"))
    assert {name: (scores[name], STORED["floors"][name]) for name in fallen(STORED["floors"], scores)} == {}
    assert set(scores) == set(STORED["floors"])


def test_what_the_floors_were_lowered_for_is_written_down() -> None:
    assert all(one["reason"].strip() and one["floor"] and one["model"] for one in STORED["lowered"])


def test_the_sets_are_what_they_say() -> None:
    pairs = [pair for group in (news(), *probes().values()) for pair in group]
    assert len(news()) >= 60
    assert set(probes()) == {"numbers", "dates", "quotations", "casing"}
    assert len({letters_only(source) for source, _ in pairs}) == len(pairs)
    assert all(text == text.strip() and text for pair in pairs for text in pair)


def test_references_meet_what_translations_are_held_to() -> None:
    """A perfect translator reaches the top: the measures are fair to what people wrote."""

    class Perfect:
        def translate(self, sources: list[str]) -> list[object]:
            english = dict(pair for group in (news(), *probes().values()) for pair in group)
            return [type("One", (), {"text": english[source]})() for source in sources]

    scores = measured(Perfect())  # type: ignore[arg-type]
    assert {name: score for name, score in scores.items() if score < (1 if name.endswith("share") else 100)} == {}


OLD = {"model": "mt:old@1", "floors": {"news.bleu": 15.0, "numbers.right_share": 0.9}, "lowered": []}


def test_floors_rise_freely_and_stay_where_the_score_is_above_them() -> None:
    new = updated(OLD, {"news.bleu": 19.4, "numbers.right_share": 0.91, "dates.chrf": 55.0}, "mt:new@2", [], "")
    assert new["floors"] == {"dates.chrf": 54.0, "news.bleu": 18.0, "numbers.right_share": 0.9}
    assert new["lowered"] == []
    assert new["model"] == "mt:new@2"


@pytest.mark.parametrize(
    ("scores", "lower", "reason", "message"),
    [
        ({"news.bleu": 14.9, "numbers.right_share": 1.0}, [], "", "would fall: news.bleu"),
        ({"news.bleu": 14.9, "numbers.right_share": 0.5}, ["news.bleu"], "half", "would fall: numbers.right_share"),
        ({"numbers.right_share": 1.0}, [], "", "would fall: news.bleu"),
        ({"news.bleu": 14.9, "numbers.right_share": 1.0}, ["news.bleu"], "  ", "needs a --reason"),
        ({"news.bleu": 15.1, "numbers.right_share": 1.0}, ["news.bleu"], "why", "not under its floor: news.bleu"),
    ],
)
def test_a_floor_never_falls_unless_named_with_a_reason(
    scores: dict[str, float], lower: list[str], reason: str, message: str
) -> None:
    with pytest.raises(SystemExit, match=message):
        updated(OLD, scores, "mt:new@2", lower, reason)


def test_a_lowered_floor_says_why() -> None:
    new = updated(OLD, {"news.bleu": 13.2, "numbers.right_share": 1.0}, "mt:new@2", ["news.bleu"], "smaller model")
    assert new["floors"] == {"news.bleu": 12.0, "numbers.right_share": 0.9}
    assert new["lowered"] == [
        {"floor": "news.bleu", "from": 15.0, "to": 12.0, "reason": "smaller model", "model": "mt:new@2"}
    ]
    again = updated(new, {"news.bleu": 20.0, "numbers.right_share": 1.0}, "mt:new@3", [], "")
    assert again["lowered"] == new["lowered"]


def test_room_under() -> None:
    assert room_under("news.bleu", 17.99) == 16.0
    assert room_under("news.chrf", 0.4) == 0.0
    assert room_under("dates.right_share", 1.0) == 0.9
    assert room_under("news.no_faults_share", 0.979) == 0.8
