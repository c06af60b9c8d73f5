import yaml
from huggingface_hub import DatasetCard
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.card import CardFacts, escape_markdown, make_card, one_line, size_category
from corpus.counts import Counts
from corpus.dataset_files import DataFile
from corpus.plan import BuildPlan

MODEL = {"model": "bundled", "revision": "abc", "sha256": "00ff", "decoding": {"beam_size": 4, "limit": None}}
EXAMPLE = {"translation": {"id": "Ya.", "en": "Yes."}, "flags": [], "score": -0.25}


def data_file(subset, split, rows):
    path = f"data/{subset}/{split}-00000-of-00001.parquet"
    return DataFile(subset=subset, split=split, path=path, rows=rows, memory_bytes=90, bytes=40, sha256="0")


def card(examples=(EXAMPLE,), rejected=3, **settings):
    files = [data_file("pairs", "train", 1200), data_file("pairs", "test", 34), data_file("articles", "train", 56)]
    files.append(data_file("rejected", "train", rejected))
    counts = Counts(
        records=57,
        articles=56,
        unreadable=1,
        spans=1237,
        pairs=1234,
        other_roles=2,
        dropped=1,
        rules={"filters/copy": 1},
    )
    return make_card(
        CardFacts(
            plan=BuildPlan(**settings),
            origin="mt:bundled@abc",
            model=MODEL,
            counts=counts,
            files=files,
            examples=examples,
        )
    )


def header(text):
    return yaml.safe_load(text.split("---\n")[1])


def test_the_header_says_what_the_hub_asks_for():
    data = header(card(license="cc-by-4.0", pretty_name="Berita"))
    assert data["language"] == ["id", "en"]
    assert (data["license"], data["pretty_name"]) == ("cc-by-4.0", "Berita")
    assert data["task_categories"] == ["translation"]
    assert data["size_categories"] == ["1K<n<10K"]


def test_configs_list_every_subset_with_pairs_as_the_default():
    configs = header(card())["configs"]
    assert [config["config_name"] for config in configs] == ["pairs", "articles", "rejected"]
    assert [config.get("default", False) for config in configs] == [True, False, False]
    assert configs[0]["data_files"] == [
        {"split": "train", "path": ["data/pairs/train-00000-of-00001.parquet"]},
        {"split": "test", "path": ["data/pairs/test-00000-of-00001.parquet"]},
    ]


def test_dataset_info_counts_rows_and_bytes():
    infos = {info["config_name"]: info for info in header(card())["dataset_info"]}
    assert infos["pairs"]["splits"] == [
        {"name": "train", "num_bytes": 90, "num_examples": 1200},
        {"name": "test", "num_bytes": 90, "num_examples": 34},
    ]
    assert (infos["pairs"]["download_size"], infos["pairs"]["dataset_size"]) == (80, 180)


def test_the_body_gives_counts_origin_and_model():
    text = card(source="Kabar Desa")
    for part in ("1,234 Indonesian–English sentence pairs", "56 Indonesian articles", "`mt:bundled@abc`"):
        assert part in text
    assert "| – unreadable | 1 |" in text
    assert "| filters/copy | 1 |" in text
    assert "- decoding.beam\\_size: 4" in text
    assert "Source: Kabar Desa." in text
    assert "$" not in text.replace("\\$", "")


def test_the_body_names_every_filter_with_its_limit_and_where_the_values_are():
    text = card(thresholds={"length_ratio": 3.5})
    assert "| length\\_ratio | at most 3.5 |" in text
    assert "| shortest\\_side | at least 1 |" in text
    assert "`data/scores/`" in text
    assert "No filter was applied" in card(filters=())


def test_an_empty_subset_is_pointed_out():
    assert "streaming=True" not in card()
    assert "Without rows, `rejected` can be loaded only with `streaming=True`." in card(rejected=0)


def test_examples_cannot_leave_their_fence():
    example = {"translation": {"id": "```\n---\n# Judul", "en": "````"}}
    text = card(examples=[example])
    assert '\n`````json\n{\n  "translation"' in text
    assert text.count("\n`````\n") == 1
    assert "\n# Judul" not in text


def test_a_title_full_of_markup_stays_a_title():
    text = card(pretty_name='"Berita: <b>#1</b>\n---\n$title | {x}"', source="a|b $pairs <script>", license="other")
    assert header(text)["pretty_name"] == '"Berita: <b>#1</b> --- $title | {x}"'
    assert "<script>" not in text.replace("\\<", "")
    assert '\n# "Berita: \\<b\\>\\#1\\</b\\> --- \\$title \\| \\{x\\}"\n' in text


@settings(max_examples=25)
@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1).filter(str.strip))
def test_any_title_gives_a_card_that_loads(title):
    loaded = DatasetCard(card(pretty_name=title))
    assert loaded.data.pretty_name == one_line(title)
    assert loaded.data.language == ["id", "en"]


@given(st.text())
def test_escaped_markdown_is_one_line(text):
    assert "\n" not in escape_markdown(text)
    assert len(escape_markdown(text).splitlines()) <= 1


def test_size_categories_are_the_hubs():
    assert [size_category(rows) for rows in (0, 999, 1000, 10**6, 10**9)] == [
        "n<1K",
        "n<1K",
        "1K<n<10K",
        "1M<n<10M",
        "1B<n<10B",
    ]


def test_the_body_says_what_the_flags_of_recovered_pairs_mean():
    assert "`recovered:…`" in card()
