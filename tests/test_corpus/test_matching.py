"""Articles that are versions of each other are found; in doubt none is."""

from dataclasses import replace

import pytest
from alignment_texts import ENGLISH, INDONESIAN, OTHER

from corpus.alignment.matching import MatchOptions, pair_articles
from corpus.records import Article
from translate import Translator

STORIES = {
    "port": (INDONESIAN, ENGLISH),
    "flood": (
        "Banjir merendam 300 rumah di Demak. Warga mengungsi ke balai desa. Bupati Siti Aminah mengirim bantuan.",
        "Floods inundated 300 houses in Demak. Residents fled to the village hall. Regent Siti Aminah sent aid.",
    ),
    "badminton": (
        "Pebulu tangkis Rian Saputra juara di Denmark. Ia menang 21-18, 21-15. Pelatihnya menangis bahagia.",
        "Badminton player Rian Saputra won the title in Denmark. He won 21-18, 21-15. His coach cried with joy.",
    ),
}


@pytest.fixture(scope="module")
def translator() -> Translator:
    return Translator.load("bundled")


def articles(side: int, names: list[str], date: str | None = None) -> list[Article]:
    return [Article(article_id=name, text=STORIES[name][side], date=date) for name in names]


def found(indonesian: list[Article], english: list[Article], translator: Translator) -> list[tuple[str, str]]:
    matches = pair_articles(indonesian, english, translator)
    assert all(MatchOptions().threshold <= match.score <= 1 for match in matches)
    return [(match.indonesian.article_id, match.english.article_id) for match in matches]


def test_versions_are_found_in_any_order(translator: Translator) -> None:
    names = list(STORIES)
    others = [Article(article_id="bread", text=OTHER)]
    result = found(articles(0, names), [*others, *articles(1, names[::-1])], translator)
    assert result == [(name, name) for name in names]


def test_an_article_without_a_version_stays_alone(translator: Translator) -> None:
    assert found(articles(0, ["flood"]), [Article(article_id="bread", text=OTHER)], translator) == []
    assert found(articles(0, ["flood"]), [], translator) == []
    assert found([], articles(1, ["flood"]), translator) == []


def test_no_article_is_matched_twice(translator: Translator) -> None:
    twice = [replace(one, article_id=name) for one in articles(1, ["flood"]) for name in ("first", "second")]
    assert len(found(articles(0, ["flood"]), twice, translator)) <= 1


def test_articles_of_other_weeks_are_no_versions(translator: Translator) -> None:
    near = articles(0, ["flood"], "2024-05-01"), articles(1, ["flood"], "2024-05-03T10:00:00")
    far = articles(0, ["flood"], "2024-05-01"), articles(1, ["flood"], "2024-09-01")
    assert found(*near, translator) == [("flood", "flood")]
    assert found(*far, translator) == []
    unknown = articles(0, ["flood"], "kemarin"), articles(1, ["flood"], "2024-09-01")
    assert found(*unknown, translator) == [("flood", "flood")]
