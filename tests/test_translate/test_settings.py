from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import pytest

from translate.errors import SettingError
from translate.settings import read_toml, settings_from
from translate.training.plan import TrainingPlan


@dataclass(frozen=True, kw_only=True)
class Inner:
    depth: int = 2
    rate: float = 0.1

    def __post_init__(self) -> None:
        if self.depth < 1:
            raise SettingError(f"'depth' is {self.depth}, expected 1 or more")


@dataclass(frozen=True, kw_only=True)
class Outer:
    name: str
    inner: Inner = field(default_factory=Inner)
    kind: Literal["small", "large"] = "small"
    limit: int | None = None
    names: tuple[str, ...] = ()
    weights: dict[str, float] = field(default_factory=dict)
    loud: bool = False


def test_nested_and_converted() -> None:
    values = {
        "name": "a",
        "inner": {"depth": 3, "rate": 1},
        "kind": "large",
        "limit": 5,
        "names": ["x", "y"],
        "weights": {"a": 0.5},
        "loud": True,
    }
    made = settings_from(Outer, values, "here")
    assert made == Outer(
        name="a",
        inner=Inner(depth=3, rate=1.0),
        kind="large",
        limit=5,
        names=("x", "y"),
        weights={"a": 0.5},
        loud=True,
    )
    assert isinstance(made.inner.rate, float)


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"nam": "a", "name": "b"}, "unknown key 'nam'; did you mean 'name'?"),
        ({"name": "b", "zzz": 1}, r"unknown key 'zzz' \(known: name, inner, kind"),
        ({"name": "b", "inner": {"dept": 1}}, "unknown key 'inner.dept'; did you mean 'depth'?"),
        ({"name": 5}, "'name' is 5, expected str"),
        ({"name": "a", "kind": "huge"}, "'kind' is 'huge', expected small or large"),
        ({"name": "a", "limit": "5"}, "'limit' is '5', expected int or NoneType"),
        ({"name": "a", "limit": True}, "'limit' is True"),
        ({"name": "a", "limit": 1.5}, "'limit' is 1.5"),
        ({"name": "a", "loud": 1}, "'loud' is 1, expected bool"),
        ({"name": "a", "names": "x"}, "'names' is 'x'"),
        ({"name": "a", "weights": [1]}, r"'weights' is \[1\]"),
        ({"name": "a", "inner": 4}, "'inner' is 4, expected Inner"),
        ({"name": "a", "inner": {"depth": 0}}, "'depth' is 0, expected 1 or more"),
        ({}, "key 'name' is missing"),
    ],
)
def test_mistakes(values: dict[str, object], message: str) -> None:
    with pytest.raises(SettingError, match=f"^here: .*{message}"):
        settings_from(Outer, values, "here")


def test_all_mistakes_at_once() -> None:
    values = {"nme": "a", "kind": "huge", "inner": {"dept": 1, "rate": "fast"}, "limit": "x"}
    with pytest.raises(SettingError) as caught:
        settings_from(Outer, values, "here")
    for part in ("'nme'", "'kind'", "'inner.dept'", "'inner.rate'", "'limit'", "key 'name' is missing"):
        assert part in str(caught.value)
    assert "\n" not in str(caught.value)


def test_read_toml(tmp_path: Path) -> None:
    path = tmp_path / "plan.toml"
    path.write_text("vocabulary_size = 400\n[sources]\nnews = 1\n[schedule]\nsteps = 5\nlearning_rate = 1\n")
    plan = read_toml(TrainingPlan, path)
    assert (plan.vocabulary_size, plan.schedule.steps, plan.schedule.learning_rate) == (400, 5, 1.0)
    assert plan.sources == {"news": 1}


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"a = = 1", "not TOML"),
        (b"a = '\xff'", "not UTF-8 \\(byte 5\\)"),
        (b"[schedule]\nstep = 1\n[sources]\na = 1\n", "unknown key 'schedule.step'; did you mean 'steps'"),
        (b"[schedule]\nsteps = 1\n[sources]\n", "'sources' needs names with weights above 0"),
        (b"[schedule]\nsteps = 1\n[sources]\na = -1.0\n", "look at: a"),
        (b"[schedule]\nsteps = 1\n[sources]\na = 'x'\n", "'sources.a' is 'x', expected float"),
        (b"vocabulary_size = 70000\n[schedule]\nsteps = 1\n[sources]\na = 1\n", "'vocabulary_size' is 70000"),
    ],
)
def test_bad_toml(tmp_path: Path, content: bytes, message: str) -> None:
    path = tmp_path / "plan.toml"
    path.write_bytes(content)
    with pytest.raises(SettingError, match=message) as caught:
        read_toml(TrainingPlan, path)
    assert str(caught.value).startswith(f"{path}: ")


@pytest.mark.parametrize("name", ["missing.toml", ""])
def test_unreadable_toml(tmp_path: Path, name: str) -> None:
    with pytest.raises(SettingError, match="cannot be read"):
        read_toml(TrainingPlan, tmp_path / name)
