import dataclasses
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.plan import BuildPlan
from corpus.recipe import Recipe, recipe_differences
from corpus.splitting import split_of
from translate.decoding import DecodingOptions
from translate.errors import InputError, SettingError
from translate.limits import Limit

FACTS = {"model": "fake", "sha256": "00ff"}


def recipe(**settings):
    return BuildPlan(**settings).recipe(FACTS, "0.1.0")


def test_every_setting_has_a_one_line_description():
    for field in dataclasses.fields(BuildPlan):
        text = field.metadata["help"]
        assert text.endswith(".") and "\n" not in text and len(text) < 100, field.name


def test_decoding_defaults_are_the_translators():
    assert BuildPlan().decoding() == DecodingOptions()


def test_settings_reach_the_parts_they_are_for():
    plan = BuildPlan(beam=2, max_target_pieces=9, text_column="isi", limit=3)
    assert plan.decoding() == DecodingOptions(beam_size=2, max_target_pieces=9)
    assert (plan.text_column, plan.limit) == ("isi", 3)


def test_toml_gives_the_same_plan_as_python(tmp_path):
    file = tmp_path / "plan.toml"
    file.write_text(
        'model = "opus-mt"\nbeam = 1\nroles = ["body"]\nlicense = "cc-by-4.0"\nfilters = ["copy"]\n'
        "[splits]\ntrain = 0.9\ntest = 0.1\n[thresholds]\ncopy = 1\n",
        encoding="utf-8",
    )
    plan = BuildPlan(
        model="opus-mt",
        beam=1,
        roles=("body",),
        license="cc-by-4.0",
        filters=("copy",),
        splits={"train": 0.9, "test": 0.1},
        thresholds={"copy": 1.0},
    )
    assert BuildPlan.from_toml(file) == plan
    assert plan.limits() == {"copy": Limit(threshold=1.0, direction="at_most")}


def test_lists_are_part_of_the_recipe_by_what_they_say_not_by_where_they_lie(tmp_path):
    plans = []
    for name, entry in (("satu", "yys"), ("dua", "yys"), ("tiga", "kop")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "abbreviations.txt").write_text(f"{entry}\n", encoding="utf-8")
        plans.append(BuildPlan(lists=str(tmp_path / name)))
    digests = [plan.recipe(FACTS, "0.1.0", plan.lexicon()).rows_sha256() for plan in plans]
    assert digests[0] == digests[1] != digests[2]
    assert recipe().rows_sha256() not in digests
    with pytest.raises(InputError, match=r"missing: cannot be read .*; name the folder that holds your lists"):
        BuildPlan(lists=str(tmp_path / "missing")).lexicon()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("bean = 4", r"plan\.toml: unknown key 'bean'; did you mean 'beam'\?"),
        ("beam = 0", r"plan\.toml: 'beam' is 0, expected 1 or more"),
        ("beam = 'wide'", r"'beam' is 'wide', expected int"),
        ("backend = 'ctranslate'", r"'backend' is 'ctranslate'"),
        ("[splits]\ntrain = 'all'", r"'splits\.train' is 'all', expected float"),
        ("beam = ", r"plan\.toml: not TOML"),
        ("[thresholds]\nlength_ration = 3", r"plan\.toml: no filter 'length_ration'; did you mean 'length_ratio'\?"),
        ("filters = ['coppy']", r"no filter 'coppy'; did you mean 'copy'\?"),
    ],
)
def test_a_wrong_plan_file_is_one_clear_line(tmp_path, text, message):
    (tmp_path / "plan.toml").write_text(text, encoding="utf-8")
    with pytest.raises(SettingError, match=message) as caught:
        BuildPlan.from_toml(tmp_path / "plan.toml")
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"splits": {}}, "`splits` is empty"),
        ({"splits": {"train": 0.5, "test": 0.4}}, "add up to 0.9, expected 1"),
        ({"splits": {"all": 1}}, "split 'all' is no valid name"),
        ({"splits": {"my-split": 1}}, "split 'my-split' is no valid name"),
        ({"splits": {"train": 1.0, "test": 0.0}}, "the share of split 'test' is 0.0"),
        ({"splits": {"train": True}}, "the share of split 'train' is True"),
        ({"roles": ()}, "'roles' is empty"),
        ({"roles": ("bodi",)}, "unknown role 'bodi'; did you mean 'body'"),
        ({"roles": ("body", "body")}, "names a role twice"),
        ({"thresholds": {"copy": float("inf")}}, "the threshold of 'copy' is inf, expected a finite number"),
        ({"thresholds": {"copy": "low"}}, "the threshold of 'copy' is 'low'"),
        ({"thresholds": {"copy": 1}, "filters": ("names",)}, "a threshold for 'copy', which is not among 'filters'"),
        ({"filters": ("copy", "copy")}, "'filters' names a filter twice"),
        ({"shard_articles": 0}, "`shard_articles` is 0"),
        ({"limit": 0}, "`limit` is 0"),
        ({"threads": -1}, "`threads` is -1"),
        ({"device": "gpu"}, "`device` is 'gpu'"),
        ({"length_penalty": float("nan")}, "`length_penalty` is nan"),
        ({"text_column": ""}, "`text_column` is empty"),
        ({"model": " "}, "`model` is empty"),
    ],
)
def test_values_that_do_not_fit_are_refused(settings, message):
    with pytest.raises(SettingError, match=re.escape(message)):
        BuildPlan(**settings)


def test_all_mistakes_are_named_at_once():
    with pytest.raises(SettingError, match=r"beam.*threads.*splits.*roles"):
        BuildPlan(beam=0, threads=-1, splits={}, roles=())


def test_the_recipe_is_left_alone_by_what_the_translator_or_the_articles_say():
    plain = recipe()
    for settings in ({"model": "x"}, {"backend": "ctranslate2"}, {"device": "cpu"}, {"limit": 5}, {"threads": 2}):
        assert recipe(**settings).sha256() == plain.sha256(), settings


def test_the_recipe_changes_with_what_decides_the_output():
    plain = recipe()
    changes = ({"beam": 1}, {"roles": ("body",)}, {"shard_articles": 7}, {"no_repeat_ngram_size": 3})
    for settings in (*changes, {"filters": ()}, {"thresholds": {"copy": 0.8}}):
        assert recipe(**settings).rows_sha256() != plain.rows_sha256(), settings
    assert BuildPlan().recipe({**FACTS, "sha256": "0"}, "0.1.0").rows_sha256() != plain.rows_sha256()
    assert BuildPlan().recipe(FACTS, "0.2.0").rows_sha256() != plain.rows_sha256()


def test_splits_and_card_decide_files_but_no_rows():
    plain = recipe()
    for settings in ({"splits": {"train": 0.5, "test": 0.5}}, {"license": "cc0-1.0"}, {"file_megabytes": 5}):
        assert recipe(**settings).rows_sha256() == plain.rows_sha256(), settings
        assert recipe(**settings).sha256() != plain.sha256(), settings
    flipped = recipe(splits={"test": 0.5, "train": 0.5})
    assert flipped.sha256() != recipe(splits={"train": 0.5, "test": 0.5}).sha256()


def test_the_canonical_recipe_does_not_depend_on_the_order_of_keys():
    left = Recipe(rows={"a": 1, "b": {"c": "é", "d": None}}, files={})
    right = Recipe(rows={"b": {"d": None, "c": "é"}, "a": 1}, files={})
    assert left.as_json() == right.as_json() == '{"files":{},"rows":{"a":1,"b":{"c":"é","d":null}}}'


def test_differences_name_setting_new_and_old_value():
    model = {"sha256": "1", "decoding": {"beam_size": 1}}
    then = Recipe(rows={"model": model, "roles": ["body"], "gone": 1}, files={"license": "cc0-1.0"})
    model = {"sha256": "1", "decoding": {"beam_size": 4}}
    now = Recipe(rows={"model": model, "roles": ("body",)}, files={"license": "unknown"})
    rows = ["gone none, was 1", "model.decoding.beam_size 4, was 1"]
    assert recipe_differences(then, now) == [rows[0], 'license "unknown", was "cc0-1.0"', rows[1]]
    assert recipe_differences(then, now, rows_only=True) == rows


def test_shares_of_a_split_are_met():
    shares = {"train": 0.8, "validation": 0.1, "test": 0.1}
    found = [split_of(f"artikel-{number}", shares) for number in range(5000)]
    for name, share in shares.items():
        assert abs(found.count(name) / 5000 - share) < 0.02


@given(st.text(st.characters(exclude_categories=["Cs"])), st.floats(0.01, 0.99))
def test_an_article_only_leaves_train_when_train_shrinks(article_id, share):
    before = split_of(article_id, {"train": share, "test": 1 - share})
    after = split_of(article_id, {"train": share / 2, "test": 1 - share / 2})
    assert before == "train" or after == "test"


def test_the_split_of_an_article_never_changes():
    # Published corpora depend on these: a change of the hash would move articles from test to train.
    shares = {"train": 0.5, "test": 0.5}
    assert [split_of(name, shares) for name in ("a1", "a2", "a3", "a4")] == ["test", "test", "train", "test"]


def test_another_glossary_is_another_recipe():
    one, other = (BuildPlan().recipe({**FACTS, "glossary": digest}, "0.1.0") for digest in ("aa", "bb"))
    assert len({one.rows_sha256(), other.rows_sha256(), recipe().rows_sha256()}) == 3
    assert any("glossary" in line for line in recipe_differences(one, other))


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"beam": "4"}, "`beam` is '4', expected int"),
        ({"beam": True}, "`beam` is True"),
        ({"beam": 4.0}, "`beam` is 4.0"),
        ({"limit": "5"}, "`limit` is '5'"),
        ({"near_threshold": "0.9"}, "`near_threshold` is '0.9'"),
        ({"length_penalty": None}, "`length_penalty` is None"),
        ({"model": None}, "`model` is None"),
        ({"recovery": "yes"}, "`recovery` is 'yes', expected bool"),
        ({"roles": "body"}, "`roles` is 'body', expected a list"),
        ({"exclude": [1]}, r"`exclude` is \[1\], expected a list"),
        ({"splits": [("train", 1)]}, "`splits` is"),
        ({"thresholds": {1: 2.0}}, "`thresholds` is"),
        ({"device": 3}, "`device` is 3"),
        ({"beam": "4", "limit": "5"}, "`beam` is '4'.*`limit` is '5'"),
    ],
)
def test_a_value_of_a_wrong_type_is_named(settings, message):
    with pytest.raises(SettingError, match=message):
        BuildPlan(**settings)


def test_lists_may_stand_for_tuples_and_whole_numbers_for_others():
    plan = BuildPlan(filters=["copy"], exclude=["dev.tsv"], roles=["body"], length_penalty=1, splits={"train": 1})
    assert (plan.filters, plan.exclude, plan.roles) == (("copy",), ("dev.tsv",), ("body",))


def test_leaving_out_personal_data_changes_the_recipe():
    assert recipe(drop_personal=True).rows_sha256() != recipe().rows_sha256()
