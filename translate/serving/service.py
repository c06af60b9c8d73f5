"""What the endpoints share: texts in, English out, through the memory and the queue."""

import time
from collections.abc import Sequence
from dataclasses import dataclass

from starlette.concurrency import run_in_threadpool

from translate.decoding import DecodingOptions
from translate.sentences import Translation
from translate.serving.gathering import SentenceQueue
from translate.serving.memory import TranslationMemory
from translate.serving.texts import TextToTranslate, text_to_translate

# Other searches that give other English; ordered by how often their first result differs little from the main one's.
_SEARCHES = (
    DecodingOptions(beam_size=1),
    DecodingOptions(beam_size=4, length_penalty=0.4),
    DecodingOptions(beam_size=8, length_penalty=1.6),
    DecodingOptions(beam_size=2, length_penalty=0.0),
    DecodingOptions(beam_size=12),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class TextInEnglish:
    """A text, its sentences, and a translation for each of them."""

    given: TextToTranslate
    translations: tuple[Translation, ...]

    @property
    def english(self) -> str:
        """The text in English."""
        return self.given.english(self.translations)


class TranslationService:
    """Translates texts; each distinct sentence is decoded once, or not at all where the memory has it."""

    def __init__(self, queue: SentenceQueue, memory: TranslationMemory | None, seconds: float) -> None:
        self._queue = queue
        self._memory = memory
        self._seconds = seconds

    def deadline(self) -> float:
        """Return the time (of ``time.monotonic``) after which a request that begins now is given up."""
        return time.monotonic() + self._seconds

    async def translate(self, texts: Sequence[str], deadline: float) -> list[TextInEnglish]:
        """Return each text in English, in order. Raises ApiError as ``SentenceQueue.translate`` does."""
        given = await run_in_threadpool(lambda: [text_to_translate(text) for text in texts])
        sources = list(dict.fromkeys(source for one in given for source in one.sources))
        found = await run_in_threadpool(self._memory.find, sources) if self._memory else {}
        new = [source for source in sources if source not in found]
        made = dict(zip(new, await self._queue.translate(new, deadline), strict=True))
        if self._memory and made:
            await run_in_threadpool(self._memory.keep, made)
        found |= made
        return [TextInEnglish(given=one, translations=tuple(found[source] for source in one.sources)) for one in given]

    async def alternatives(self, done: TextInEnglish, count: int, deadline: float) -> list[str]:
        """Return up to ``count`` other English texts, each unlike the first and all others."""
        known = {done.english: None}
        for search in _SEARCHES if done.given.sentences else ():
            if len(known) > count:
                break
            other = await self._queue.translate(done.given.sources, deadline, search)
            known.setdefault(done.given.english(other))
        return list(known)[1 : count + 1]
