import json
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from translate.errors import InputError
from translate.training.learning_curve import Curve, curves_of, draw_learning_curve, learning_curve, read_training_log

SVG = "{http://www.w3.org/2000/svg}"


def log(folder: Path, *records: dict[str, object]) -> Path:
    path = folder / "training-log.jsonl"
    path.write_text("".join(json.dumps(record) + "\n" for record in records), encoding="utf-8")
    return path


def test_a_step_logged_twice_counts_once_and_steps_come_in_order(tmp_path: Path) -> None:
    path = log(tmp_path, {"step": 20, "loss": 3.0}, {"step": 10, "loss": 5.0}, {"step": 20, "loss": 2.5})
    assert read_training_log(path) == [{"step": 10, "loss": 5.0}, {"step": 20, "loss": 2.5}]


@pytest.mark.parametrize("content", ["{", "[1]\n", '{"loss": 1}\n', '{"step": "x"}\n'])
def test_what_is_no_log_is_said(tmp_path: Path, content: str) -> None:
    path = tmp_path / "training-log.jsonl"
    path.write_text(content)
    with pytest.raises(InputError, match=r"training-log\.jsonl") as caught:
        read_training_log(path)
    assert "\n" not in str(caught.value)


def test_curves_have_the_names_of_the_sets_and_no_value_that_is_not_a_number() -> None:
    records = [
        {"step": 1, "loss": 4.0, "dev_loss": [5.0, 6.0], "shown_loss": 3.5},
        {"step": 2, "loss": float("nan"), "dev_loss": [4.0, float("inf")]},
    ]
    curves = {curve.name: curve.points for curve in curves_of(records, ["berita"])}
    shown = {"pairs shown": ((1, 3.5),)}
    assert curves == shown | {"training": ((1, 4.0),), "berita": ((1, 5.0), (2, 4.0)), "set 2": ((1, 6.0),)}


def test_an_empty_log_gives_no_picture(tmp_path: Path) -> None:
    log(tmp_path)
    draw_learning_curve(tmp_path, [])
    assert not (tmp_path / "learning-curve.svg").exists()


def test_the_picture_of_a_run(tmp_path: Path) -> None:
    log(tmp_path, *({"step": step, "loss": 9 / step, "dev_loss": [8 / step + 0.1 * step]} for step in range(1, 21)))
    draw_learning_curve(tmp_path, ["<news> & co"])
    tree = ElementTree.parse(tmp_path / "learning-curve.svg").getroot()
    texts = [one.text for one in tree.iter(f"{SVG}text")]
    assert "<news> & co 2.40" in texts
    assert "training 0.45" in texts
    [lowest] = [one.text for one in tree.iter(f"{SVG}title") if one.text != "Learning curve"]
    assert lowest == "<news> & co: lowest 1.789 at step 9"


losses = st.lists(st.floats(0.01, 20), min_size=1, max_size=12)


@settings(max_examples=60, deadline=None)
@given(values=st.lists(losses, min_size=1, max_size=4))
def test_every_line_and_label_is_inside_the_picture(values: list[list[float]]) -> None:
    curves = [
        Curve(name=f"set {index}", colour="#0072b2", points=tuple(enumerate(points, start=1)))
        for index, points in enumerate(values)
    ]
    tree = ElementTree.fromstring(learning_curve(curves))
    lines = list(tree.iter(f"{SVG}polyline"))
    assert len(lines) == len(values)
    for line, points in zip(lines, values, strict=True):
        places = [tuple(map(float, place.split(","))) for place in line.attrib["points"].split()]
        assert len(places) == len(points)
        assert all(0 <= x <= 600 and 40 <= y <= 375 for x, y in places)
        # A smaller loss never stands higher.
        assert all(
            (points[i] <= points[j]) or places[i][1] <= places[j][1]
            for i in range(len(points))
            for j in range(len(points))
        )
    labels = [float(one.attrib["y"]) for one in tree.iter(f"{SVG}text") if one.attrib.get("fill") == "#0072b2"]
    assert all(second - first > 15 for first, second in zip(sorted(labels), sorted(labels)[1:], strict=False))
    assert max(labels) < 420
