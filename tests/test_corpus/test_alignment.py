"""Two versions of an article become links, with the real translator; unrelated texts are refused."""

from collections.abc import Callable, Sequence

import pytest
from alignment_texts import ENGLISH, EXPECTED, INDONESIAN, OTHER

from corpus.alignment import AlignedVersions, AlignOptions, TextVersions, VersionTexts, align
from corpus.records import Article
from corpus.versions import presegmented_versions, versions_of
from translate import DecodingOptions, Translation, Translator


@pytest.fixture(scope="module")
def translator() -> Translator:
    return Translator.load("bundled")


@pytest.fixture(scope="module")
def texts() -> VersionTexts:
    return versions_of(Article(article_id="port", text=INDONESIAN), Article(article_id="port-en", text=ENGLISH))


@pytest.fixture(scope="module")
def aligned(texts: VersionTexts, translator: Translator) -> AlignedVersions:
    (result,) = align([texts.versions], translator)
    return result


def linked_texts(result: AlignedVersions) -> list[tuple[str, str]]:
    return [
        (
            " ".join(result.versions.id_sentences[place].text for place in link.id),
            " ".join(result.versions.en_sentences[place].text for place in link.en),
        )
        for link in result.links
        if link.id and link.en
    ]


def test_the_package_gives_what_python_users_need(translator: Translator) -> None:
    from corpus import Article, align, pair_articles, versions_of

    sides = [Article(article_id="port", text=text) for text in (INDONESIAN, ENGLISH)]
    (match,) = pair_articles(sides[:1], sides[1:], translator)
    (result,) = align([versions_of(match.indonesian, match.english).versions], translator)
    assert len(linked_texts(result)) == len(EXPECTED)


def test_the_versions_of_a_story_are_linked(aligned: AlignedVersions) -> None:
    found = linked_texts(aligned)
    assert len(found) == len(EXPECTED)
    for (left, right), (begins_left, begins_right) in zip(found, EXPECTED, strict=True):
        assert left.startswith(begins_left)
        assert right.startswith(begins_right)
    assert "2.300" in found[4][0], "two Indonesian sentences and one English one"


def test_every_sentence_is_in_one_link(aligned: AlignedVersions) -> None:
    versions = aligned.versions
    wanted = [place for place, one in enumerate(versions.id_sentences) if one.role in {"body", "headline"}]
    assert sorted(place for link in aligned.links for place in link.id) == wanted
    assert sorted(place for link in aligned.links for place in link.en) == list(range(len(versions.en_sentences)))


def test_what_stands_on_one_side_is_alone(aligned: AlignedVersions) -> None:
    alone = [
        [aligned.versions.id_sentences[place].text for link in aligned.links if not link.en for place in link.id],
        [aligned.versions.en_sentences[place].text for link in aligned.links if not link.id for place in link.en],
    ]
    assert alone[0] == ["Peresmian itu dihadiri gubernur dan ratusan warga."]
    assert alone[1] == ["Subscribe to our newsletter for more stories like this one."]
    assert all(link.confidence == 0 for link in aligned.links if not (link.id and link.en))


def test_spans_cut_the_sentences_out_of_the_texts(texts: VersionTexts) -> None:
    for article, sentences in (
        (texts.indonesian, texts.versions.id_sentences),
        (texts.english, texts.versions.en_sentences),
    ):
        assert all(" ".join(article.text[one.start : one.end].split()) == one.text for one in sentences)


def test_confidence_is_a_probability_and_high_where_it_is_easy(aligned: AlignedVersions) -> None:
    confidences = [link.confidence for link in aligned.links if link.id and link.en]
    assert all(0.3 <= one <= 1 for one in confidences)
    assert sorted(confidences)[len(confidences) // 2] > 0.8


def test_an_unrelated_text_is_refused_with_the_reason(translator: Translator) -> None:
    texts = versions_of(Article(article_id="a", text=INDONESIAN), Article(article_id="b", text=OTHER))
    (result,) = align([texts.versions], translator)
    assert result.links == ()
    assert "unrelated" in (result.refusal or "")
    assert result.likeness < 0.1


@pytest.mark.parametrize(("left", "right", "side"), [([""], ["A."], "Indonesian"), (["Satu."], [], "English")])
def test_an_empty_side_is_refused(left: list[str], right: list[str], side: str, translator: Translator) -> None:
    (result,) = align([presegmented_versions("x", left, right).versions], translator)
    assert result.links == ()
    assert side in (result.refusal or "")


def test_a_moved_passage_is_found_where_it_stands(translator: Translator) -> None:
    parts = ENGLISH.rstrip().split("\n")
    swapped = "\n".join([*parts[:2], parts[5], parts[3], parts[4], parts[2]])
    texts = versions_of(Article(article_id="port", text=INDONESIAN), Article(article_id="port", text=swapped))
    (result,) = align([texts.versions], translator)
    found = linked_texts(result)
    moved = [link for link in result.links if link.moved]
    assert moved
    for begins_left, begins_right in EXPECTED:
        assert any(left.startswith(begins_left) and right.startswith(begins_right) for left, right in found)


def test_links_below_the_minimum_are_taken_apart(texts: VersionTexts, translator: Translator) -> None:
    (all_links,) = align([texts.versions], translator, AlignOptions(min_confidence=0.0))
    limit = sorted(link.confidence for link in all_links.links if link.id and link.en)[2]
    (sure,) = align([texts.versions], translator, AlignOptions(min_confidence=limit))
    both = [link for link in sure.links if link.id and link.en]
    assert both == [link for link in all_links.links if link.id and link.en and link.confidence >= limit]
    assert sorted(place for link in sure.links for place in link.en) == list(range(len(texts.versions.en_sentences)))


def test_a_second_opinion_can_only_lower_the_confidence(texts: VersionTexts, translator: Translator) -> None:
    seen: list[tuple[str, str]] = []

    def opinion(pairs: Sequence[tuple[str, str]]) -> list[float]:
        seen.extend(pairs)
        return [0.01 if "Yohanes" in left else 1.0 for left, _ in pairs]

    (result,) = align([texts.versions], translator, AlignOptions(second_opinion=opinion))
    assert len(seen) >= len(EXPECTED)
    assert [left for left, _ in linked_texts(result) if "Yohanes" in left] == []


class CountingTranslator:
    """The real translator, with the sentences that it was asked for."""

    def __init__(self, translate: Callable[..., list[Translation]]) -> None:
        self.asked: list[str] = []
        self._translate = translate

    def translate(self, sentences: Sequence[str], options: DecodingOptions | None = None) -> list[Translation]:
        self.asked.extend(sentences)
        return self._translate(sentences, options)


def test_each_distinct_sentence_is_translated_once(translator: Translator) -> None:
    counting = CountingTranslator(translator.translate)
    pair = presegmented_versions("x", ["Ia tiba kemarin."] * 3, ["He arrived yesterday."] * 3).versions
    results = list(align([pair, pair], counting))
    assert counting.asked == ["Ia tiba kemarin."]
    assert len(results) == 2
    assert [(link.id, link.en) for link in results[0].links] == [((0,), (0,)), ((1,), (1,)), ((2,), (2,))]


def test_results_do_not_depend_on_the_company(texts: VersionTexts, translator: Translator) -> None:
    other = presegmented_versions("x", ["Ia tiba kemarin."], ["He arrived yesterday."]).versions
    alone = next(iter(align([texts.versions], translator))).links
    together = list(align([other, texts.versions], translator))[1].links
    assert [(link.id, link.en) for link in together] == [(link.id, link.en) for link in alone]


def test_long_texts_are_aligned_within_a_band(translator: Translator) -> None:
    numbers = range(620)
    indonesian = [f"Rumah nomor {number * 7 + 1000} dijual kemarin." for number in numbers]
    english = [f"House number {number * 7 + 1000:,} was sold yesterday." for number in numbers if number % 50]
    versions: TextVersions = presegmented_versions("long", indonesian, english).versions
    (result,) = align([versions], translator)
    found = {link.id: link.en for link in result.links if link.id and link.en}
    right = {(number,): (place,) for place, number in enumerate(one for one in numbers if one % 50)}
    assert sum(found.get(left) == other for left, other in right.items()) > 0.97 * len(right)
