"""Translators that workers load by name, and some that fail as engines do: with an exception, or with their process."""

import os
import signal
import time
from pathlib import Path

from corpus_fakes import FakeTranslator

BROKEN = "Kalimat ini merusak mesin."
DEADLY = "Kalimat ini mematikan proses."


class FailingTranslator(FakeTranslator):
    """Raises at a sentence, ends its process at another."""

    def translate(self, sentences, options=None):
        if BROKEN in sentences:
            raise ValueError("no such piece")
        if DEADLY in sentences:
            os.kill(os.getpid(), signal.SIGKILL)
        return super().translate(sentences, options)


class SlowTranslator(FakeTranslator):
    """Takes a while for a call, and notes in a file each sentence that it is given."""

    def translate(self, sentences, options=None):
        log = os.environ.get("SEJAJAR_TEST_LOG")
        if log:
            with Path(log).open("a", encoding="utf-8") as file:
                file.write("".join(f"{os.getpid()}\t{one}\n" for one in sentences))
        time.sleep(float(os.environ.get("SEJAJAR_TEST_SECONDS", "0.02")))
        return super().translate(sentences, options)


def fake(plan):
    return FakeTranslator()


def failing(plan):
    return FailingTranslator()


def slow(plan):
    return SlowTranslator()


def other_in_workers(plan):
    """Return another translator in a worker than in the process of the build, whose plan has all threads."""
    return FakeTranslator(revision="2" if plan.threads else "1")


def dies_on_loading(plan):
    if plan.threads:
        os.kill(os.getpid(), signal.SIGKILL)
    return FakeTranslator()


def many_articles(number):
    """Return so many articles, each with sentences of its own and some that others have too."""
    return [
        {
            "id": f"b{one}",
            "text": f"Berita nomor {one} dibuka dengan kalimat ini. Petugas mencatat {one + 3} kejadian di pasar itu. "
            "Warga berharap harga segera turun.",
        }
        for one in range(number)
    ]
