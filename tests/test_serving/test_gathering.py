"""Sentences of concurrent requests: common batches, order, isolation, limits, and an end to what nobody waits for."""

import asyncio
import time
from collections.abc import Awaitable, Callable

import pytest

pytest.importorskip("starlette", reason="needs the extra 'serve'")

from serving_fakes import UpperTranslator

from translate.decoding import DecodingOptions
from translate.serving.gathering import BATCH_SENTENCES, SentenceQueue
from translate.serving.replies import ApiError


def served(translator: UpperTranslator, use: Callable[[SentenceQueue], Awaitable[None]], limit: int = 5000) -> None:
    """Run ``use`` with a queue that is started before and closed after it."""

    async def run() -> None:
        queue = SentenceQueue(translator, gather_ms=5, queue_limit=limit)
        queue.start()
        try:
            await use(queue)
        finally:
            await queue.close()

    asyncio.run(run())


def soon(seconds: float = 30) -> float:
    return time.monotonic() + seconds


def test_requests_that_come_together_are_decoded_together_and_apart_in_their_answers() -> None:
    translator = UpperTranslator(0.01)

    async def use(queue: SentenceQueue) -> None:
        asked = [[f"kalimat {number} dari {client}" for number in range(client % 7 + 1)] for client in range(50)]
        answers = await asyncio.gather(*(queue.translate(sentences, soon()) for sentences in asked))
        assert [[one.text for one in answer] for answer in answers] == [[s.upper() for s in one] for one in asked]

    served(translator, use)
    sentences = sum(client % 7 + 1 for client in range(50))
    assert len(translator.batches) <= 2 + sentences // BATCH_SENTENCES
    assert max(map(len, translator.batches)) == BATCH_SENTENCES


def test_a_long_request_does_not_hold_up_a_short_one() -> None:
    async def use(queue: SentenceQueue) -> None:
        order: list[str] = []

        async def ask(name: str, count: int) -> None:
            await queue.translate([f"{name} {number}" for number in range(count)], soon())
            order.append(name)

        await asyncio.gather(ask("panjang", 10 * BATCH_SENTENCES), ask("pendek", 3))
        assert order == ["pendek", "panjang"]

    served(UpperTranslator(0.02), use)


def test_what_is_given_up_is_not_decoded() -> None:
    translator = UpperTranslator(0.1)

    async def use(queue: SentenceQueue) -> None:
        with pytest.raises(ApiError) as caught:
            await queue.translate([f"kalimat {number}" for number in range(20 * BATCH_SENTENCES)], soon(0.15))
        assert caught.value.status == 504
        abandoned = asyncio.create_task(queue.translate([f"batal {n}" for n in range(500)], soon()))
        await asyncio.sleep(0.01)
        abandoned.cancel()
        assert (await queue.translate(["masih ada"], soon()))[0].text == "MASIH ADA"
        assert queue.waiting == 0

    served(translator, use)
    assert sum(map(len, translator.batches)) <= 5 * BATCH_SENTENCES


def test_too_many_waiting_sentences_are_refused_and_the_others_answered() -> None:
    async def use(queue: SentenceQueue) -> None:
        asked = [queue.translate([f"{client} {n}" for n in range(40)], soon()) for client in range(4)]
        answers = await asyncio.gather(*asked, return_exceptions=True)
        refused = [one for one in answers if isinstance(one, ApiError)]
        assert [(one.status, one.headers["Retry-After"]) for one in refused] == [(429, "2")] * 2
        assert [len(one) for one in answers if isinstance(one, list)] == [40, 40]

    served(UpperTranslator(0.02), use, limit=100)


def test_a_failing_batch_fails_its_requests_and_the_server_goes_on() -> None:
    class Broken(UpperTranslator):
        def translate(self, sentences, decoding=None):  # type: ignore[no-untyped-def]
            if "rusak" in sentences:
                raise RuntimeError("out of memory")
            return super().translate(sentences, decoding)

    async def use(queue: SentenceQueue) -> None:
        with pytest.raises(RuntimeError, match="out of memory"):
            await queue.translate(["rusak"], soon())
        assert (await queue.translate(["baik"], soon()))[0].text == "BAIK"

    served(Broken(), use)


def test_sentences_of_other_searches_are_never_in_one_batch() -> None:
    async def use(queue: SentenceQueue) -> None:
        asked = [queue.translate([f"k {n}"], soon(), DecodingOptions(beam_size=n) if n else None) for n in range(5)]
        answers = await asyncio.gather(*asked)
        assert [one[0].text for one in answers] == ["K 0", "K 1 [1]", "K 2 [2]", "K 3 [3]", "K 4 [4]"]

    served(UpperTranslator(), use)


def test_closing_ends_every_request() -> None:
    async def run() -> None:
        queue = SentenceQueue(UpperTranslator(0.2), gather_ms=0, queue_limit=5000)
        queue.start()
        waiting = asyncio.create_task(queue.translate([f"k {n}" for n in range(1000)], soon()))
        await asyncio.sleep(0.05)
        await queue.close()
        with pytest.raises(ApiError) as caught:
            await waiting
        assert caught.value.status == 503

    asyncio.run(run())
