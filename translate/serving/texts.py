"""One text of a request → its sentences, and their English put together again; nothing of the text is left out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from translate.document import reassemble
from translate.segmentation import segment
from translate.sentences import Sentence, Translation


@dataclass(frozen=True, slots=True, kw_only=True)
class TextToTranslate:
    """A text with its sentences of every role, in order; a text without a letter or digit has none."""

    text: str
    sentences: tuple[Sentence, ...]

    @property
    def sources(self) -> list[str]:
        """The sentences as a reader sees them."""
        return [sentence.text for sentence in self.sentences]

    def english(self, translations: Sequence[Translation]) -> str:
        """Return the text in English with its line breaks, and the white space around it.

        A sentence without a translation stays as it is.
        """
        if not self.sentences:
            return self.text
        parts: Mapping[int, str] = {
            position: translation.text or sentence.text
            for position, (sentence, translation) in enumerate(zip(self.sentences, translations, strict=True))
        }
        inner = self.text.strip()
        start = self.text.index(inner)
        before, after = self.text[:start], self.text[start + len(inner) :]
        return before + reassemble(self.text, self.sentences, parts) + after

    def pairs(self, translations: Sequence[Translation]) -> list[dict[str, object]]:
        """Return the aligned sentences with spans in characters of the text, roles, scores and flags."""
        return [
            {
                **pair_record(translation),
                "id": sentence.text,
                "start": sentence.start,
                "end": sentence.end,
                "role": sentence.role.value,
                "rule": sentence.rule,
            }
            for sentence, translation in zip(self.sentences, translations, strict=True)
        ]


def pair_record(translation: Translation) -> dict[str, object]:
    """Return a sentence and its English as they stand in JSON."""
    return {
        "id": translation.source,
        "en": translation.text,
        "score": translation.score,
        "quality": translation.quality,
        "flags": list(translation.flags),
    }


def text_to_translate(text: str) -> TextToTranslate:
    """Return a text cut into sentences; what is nothing but signs, such as emoji, is not translated."""
    sentences = tuple(segment(text)) if any(map(str.isalnum, text)) else ()
    return TextToTranslate(text=text, sentences=sentences)
