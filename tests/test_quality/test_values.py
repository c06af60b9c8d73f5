"""Every sixth sentence of the list of values, translated by the model that ships: right, or flagged."""

from importlib import import_module

from translate import Translator


def test_values_come_through_or_are_flagged() -> None:
    values = import_module("values")
    cases = values.read_cases()
    assert len(cases) >= 120
    some = cases[::6]
    found = values.outcomes(some, Translator.load("bundled"))
    wrong = [(case.source, english) for case, (outcome, english) in zip(some, found, strict=True) if outcome == "wrong"]
    assert wrong == []
    assert sum(outcome == "right" for outcome, _ in found) >= 0.9 * len(some)
