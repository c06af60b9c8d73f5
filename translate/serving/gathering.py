"""Sentences of many requests → batches: gathered for a few milliseconds, taken from each request in turn."""

import asyncio
import time
from collections import Counter, deque
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Protocol

from translate.decoding import DecodingOptions
from translate.sentences import Translation
from translate.serving.replies import ApiError

# Sentences in a batch. Decoding cannot be stopped inside a batch: 64 news sentences take a quarter of a second on two
# cores (int8, beam 4), and larger batches are hardly faster.
BATCH_SENTENCES = 64
_RETRY_SECONDS = 2


class SentenceTranslator(Protocol):
    """What the server needs of a translator."""

    def describe(self) -> Mapping[str, object]:
        """Return all that decides the output, ready for JSON."""
        ...

    def translate(self, sentences: Sequence[str], decoding: DecodingOptions | None = None) -> list[Translation]:
        """Return one translation a sentence, in order."""
        ...


@dataclass(slots=True, kw_only=True, eq=False)
class _Work:
    """The sentences of one request that are not translated yet, and the time after which nobody waits for them."""

    waiting: deque[tuple[int, str]]
    decoding: DecodingOptions | None
    deadline: float
    done: asyncio.Future[None]
    size: int
    found: dict[int, Translation] = field(default_factory=dict)

    def is_given_up(self) -> bool:
        """Return whether nobody waits any more: cancelled, failed, or past its deadline."""
        return self.done.done() or time.monotonic() > self.deadline

    def fail(self, error: BaseException) -> None:
        """Give the error to whoever waits."""
        if not self.done.done():
            self.done.set_exception(error)


class SentenceQueue:
    """Translates the sentences of concurrent requests in common batches.

    Each batch takes one sentence of every request in turn, so that a long text does not hold up a short one. Sentences
    of a request that was given up are never decoded. ``start`` and ``close`` belong to the server's event loop.
    """

    def __init__(self, translator: SentenceTranslator, *, gather_ms: float, queue_limit: int) -> None:
        self._translator = translator
        self._gather = gather_ms / 1000
        self._limit = queue_limit
        self._works: deque[_Work] = deque()
        self._open: set[_Work] = set()
        self._arrived = asyncio.Event()
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="sejajar-decoding")
        self._task: asyncio.Task[None] | None = None
        self.counts = Counter[str]()
        """Batches and sentences that were decoded, and sentences that were given up."""

    @property
    def waiting(self) -> int:
        """How many sentences wait to be decoded."""
        return sum(len(work.waiting) for work in self._works)

    def start(self) -> None:
        """Begin to serve; called once, in the event loop."""
        self._task = asyncio.get_running_loop().create_task(self._serve())

    async def close(self) -> None:
        """Finish the batch that is being decoded, refuse what waits, and stop."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
        for work in self._open:
            work.fail(ApiError(503, "The server is shutting down", {"Retry-After": "10"}))
        await asyncio.to_thread(self._thread.shutdown)

    async def translate(
        self, sentences: Sequence[str], deadline: float, decoding: DecodingOptions | None = None
    ) -> list[Translation]:
        """Return one translation for each sentence, in order.

        ``deadline`` is a time of ``time.monotonic``. Raises ApiError 429 where too many sentences wait, 504 where the
        deadline passes; cancelling the call takes its sentences out of the queue.
        """
        if not sentences:
            return []
        if self.waiting + len(sentences) > self._limit:
            raise ApiError(429, f"Slowdown: {self._limit} sentences are waiting", {"Retry-After": str(_RETRY_SECONDS)})
        loop = asyncio.get_running_loop()
        work = _Work(
            waiting=deque(enumerate(sentences)),
            decoding=decoding,
            deadline=deadline,
            done=loop.create_future(),
            size=len(sentences),
        )
        self._works.append(work)
        self._open.add(work)
        self._arrived.set()
        try:
            async with asyncio.timeout(deadline - time.monotonic()):
                await work.done
        except TimeoutError:
            raise ApiError(504, "The request took longer than the server allows; send a shorter text") from None
        finally:
            self._open.discard(work)
            work.done.cancel()  # without effect where it is done
        return [work.found[position] for position in range(len(sentences))]

    async def _serve(self) -> None:
        while True:
            await self._arrived.wait()
            if self._gather and self.waiting < BATCH_SENTENCES:
                await asyncio.sleep(self._gather)
            batch = self._next_batch()
            if not batch:
                self._arrived.clear()
                continue
            await self._decode(batch)

    def _next_batch(self) -> list[tuple[_Work, int, str]]:
        """Take a batch of sentences with the same settings from the works, one of each in turn."""
        batch: list[tuple[_Work, int, str]] = []
        turn: deque[_Work] = deque()
        for work in self._works:
            if work.is_given_up():
                self.counts["given_up"] += len(work.waiting)
            else:
                turn.append(work)
        self._works = deque(turn)
        decoding = turn[0].decoding if turn else None
        turn = deque(work for work in turn if work.decoding == decoding)
        while turn and len(batch) < BATCH_SENTENCES:
            work = turn.popleft()
            position, sentence = work.waiting.popleft()
            batch.append((work, position, sentence))
            if work.waiting:
                turn.append(work)
            else:
                self._works.remove(work)
        self._works.rotate(-1)  # the next batch begins with another request
        return batch

    async def _decode(self, batch: Sequence[tuple[_Work, int, str]]) -> None:
        texts = list(dict.fromkeys(sentence for _, _, sentence in batch))
        loop = asyncio.get_running_loop()
        running = loop.run_in_executor(self._thread, self._translator.translate, texts, batch[0][0].decoding)
        await asyncio.wait([running])
        error = running.exception()
        if error is not None:  # it belongs to the requests of this batch, not to the server
            for work, _, _ in batch:
                work.fail(error)
            return
        self.counts["batches"] += 1
        self.counts["sentences"] += len(texts)
        translated = dict(zip(texts, running.result(), strict=True))
        for work, position, sentence in batch:
            work.found[position] = translated[sentence]
            if len(work.found) == work.size and not work.done.done():
                work.done.set_result(None)
