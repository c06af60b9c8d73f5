"""The sample plan names every setting of a build, with its default."""

import dataclasses
import re
import tomllib
from pathlib import Path

from corpus.plan import BuildPlan

SAMPLE = Path(__file__).parents[2] / "corpus" / "sample-plan.toml"


def test_the_sample_plan_is_the_default_plan() -> None:
    assert BuildPlan.from_toml(SAMPLE) == BuildPlan()


def test_the_sample_plan_names_every_setting_and_shows_those_without_a_default() -> None:
    text = SAMPLE.read_text(encoding="utf-8")
    shown = set(re.findall(r"^# ([a-z_]+) = ", text, flags=re.MULTILINE))
    defaults = {setting.name: getattr(BuildPlan(), setting.name) for setting in dataclasses.fields(BuildPlan)}
    assert shown == {name for name, value in defaults.items() if value is None}
    assert shown | set(tomllib.loads(text)) == set(defaults)


def test_the_settings_that_are_only_shown_can_be_used_as_they_stand(tmp_path: Path) -> None:
    plan = tmp_path / "plan.toml"
    lines = re.sub(r"^# (?=[a-z_]+ = )", "", SAMPLE.read_text(encoding="utf-8"), flags=re.MULTILINE)
    plan.write_text(lines.replace("lists/", str(tmp_path)), encoding="utf-8")
    assert BuildPlan.from_toml(plan).limit == 1000
