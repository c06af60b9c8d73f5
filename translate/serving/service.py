"""What the endpoints share: texts, pages and documents in, English out, through the memory and the queue."""

import asyncio
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from starlette.concurrency import run_in_threadpool

from translate.decoding import DecodingOptions
from translate.documents import TranslatedDocument, translate_document
from translate.sentences import Translation
from translate.serving.gathering import SentenceQueue
from translate.serving.memory import TranslationMemory
from translate.serving.texts import TextToTranslate, pair_record, text_to_translate

# Other searches, which may give other English.
_SEARCHES = (
    DecodingOptions(beam_size=1),
    DecodingOptions(beam_size=4, length_penalty=0.4),
    DecodingOptions(beam_size=8, length_penalty=1.6),
    DecodingOptions(beam_size=2, length_penalty=0.0),
    DecodingOptions(beam_size=12),
)
_DOCUMENTS_AT_ONCE = 8  # they wait for the queue most of the time
# Sentences of a document that wait in the queue at once: a long document never fills it.
_SENTENCES_AT_ONCE = 256


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A text or a page in English, and its sentences with their English, as they stand in JSON."""

    english: str
    pairs: tuple[dict[str, object], ...] = ()


class TranslationService:
    """Translates what requests carry; each distinct sentence is decoded once, or not at all if the memory has it.

    All of it raises ApiError as ``SentenceQueue.translate`` does. A ``deadline`` is a time of ``time.monotonic``.
    """

    def __init__(self, queue: SentenceQueue, memory: TranslationMemory | None) -> None:
        self._queue = queue
        self._memory = memory
        self._threads = ThreadPoolExecutor(_DOCUMENTS_AT_ONCE, thread_name_prefix="sejajar-document")

    async def texts(self, texts: Sequence[str], deadline: float, search: DecodingOptions | None = None) -> list[Answer]:
        """Return each text in English, in order."""
        given: list[TextToTranslate] = await run_in_threadpool(lambda: [text_to_translate(text) for text in texts])
        sources = [source for one in given for source in one.sources]
        found = dict(zip(sources, await self.sentences(sources, deadline, search), strict=True))
        answers = []
        for one in given:
            translations = [found[source] for source in one.sources]
            answers.append(Answer(english=one.english(translations), pairs=tuple(one.pairs(translations))))
        return answers

    async def pages(self, pages: Sequence[str], deadline: float, search: DecodingOptions | None = None) -> list[Answer]:
        """Return each piece of HTML in English, in order: its texts change, its tags stay."""
        documents = [self.document(page.encode("utf-8"), "page.html", deadline, search) for page in pages]
        return [
            Answer(english=done.content.decode("utf-8"), pairs=tuple(map(pair_record, done.pairs)))
            for done in await asyncio.gather(*documents)
        ]

    async def document(
        self, content: bytes, name: str, deadline: float, search: DecodingOptions | None = None
    ) -> TranslatedDocument:
        """Return a document in English. Raises what ``translate_document`` does."""
        loop = asyncio.get_running_loop()
        waiting = _WaitingTranslator(self, loop, deadline, search)
        return await loop.run_in_executor(self._threads, translate_document, content, name, waiting)

    async def alternatives(self, text: str, *, html: bool, first: str, count: int, deadline: float) -> list[str]:
        """Return up to ``count`` other English texts, each unlike the ``first`` and all others."""
        known = {first: None}
        for search in _SEARCHES:
            if len(known) > count:
                break
            made = await (self.pages if html else self.texts)([text], deadline, search)
            known.setdefault(made[0].english)
        return list(known)[1 : count + 1]

    async def sentences(
        self, sources: Sequence[str], deadline: float, search: DecodingOptions | None = None
    ) -> list[Translation]:
        """Return one translation for each sentence, in order; those of another ``search`` are not remembered."""
        distinct = list(dict.fromkeys(sources))
        memory = self._memory if search is None else None
        found = await run_in_threadpool(memory.find, distinct) if memory else {}
        new = [source for source in distinct if source not in found]
        made = dict(zip(new, await self._queue.translate(new, deadline, search), strict=True))
        if memory and made:
            await run_in_threadpool(memory.keep, made)
        found |= made
        return [found[source] for source in sources]

    def close(self) -> None:
        """End the threads of documents; call it after the queue is closed, which ends what they wait for."""
        self._threads.shutdown(cancel_futures=True)


@dataclass(frozen=True, slots=True)
class _WaitingTranslator:
    """What a document in a thread translates with: it hands its sentences to the event loop, and waits."""

    service: TranslationService
    loop: asyncio.AbstractEventLoop
    deadline: float
    search: DecodingOptions | None

    def translate(self, sentences: Sequence[str]) -> list[Translation]:
        """Return one translation for each sentence, in order."""
        done: list[Translation] = []
        for first in range(0, len(sentences), _SENTENCES_AT_ONCE):
            part = sentences[first : first + _SENTENCES_AT_ONCE]
            asked = self.service.sentences(part, self.deadline, self.search)
            done += asyncio.run_coroutine_threadsafe(asked, self.loop).result()
        return done


def seconds_from_now(seconds: float) -> float:
    """Return the deadline of what may take so long from now on."""
    return time.monotonic() + seconds
