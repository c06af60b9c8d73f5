"""Text to SentencePiece pieces and back, with a checkpoint's own files, control tokens scrubbed."""

import re
import unicodedata
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from translate.control_pieces import END, PADDING, UNKNOWN
from translate.errors import ModelError, first_line
from translate.models import read_json
from translate.normalization import normalize_as_opus

if TYPE_CHECKING:
    from sentencepiece import SentencePieceProcessor

_LANGUAGE_TOKEN = re.compile(r">>\s?([A-Za-z_]{2,12})\s?<<")
_CONTROL_TOKENS = re.compile("|".join(re.escape(token) for token in (END, UNKNOWN, PADDING)))
_SURROGATES = re.compile("[\ud800-\udfff]")
_BYTE = re.compile(r"<0x[0-9A-F]{2}>")
# Folding makes other figures of powers, fractions and figures in circles: 10⁶ would be 106, ½ would be 1/2.
_OTHER_FIGURES = ("<super>", "<sub>", "<fraction>", "<circle>")
_BLANKED = dict.fromkeys(map(ord, "\u2581\0\ufffd"), " ")


def scrub(text: str) -> str:
    """Return ``text`` without what a Marian tokenizer would read as commands.

    Removed: ``</s>``, ``<unk>``, ``<pad>``, ``>>xx<<`` language tokens, lone surrogates; U+2581, SentencePiece's
    own space mark, becomes a space; so do NUL, which its normalisation rules cannot name, and U+FFFD, which stands for
    characters that were lost before.
    """
    for pattern in (_CONTROL_TOKENS, _LANGUAGE_TOKEN, _SURROGATES):
        text = pattern.sub(" ", text)
    return text.translate(_BLANKED)


class Tokenizer:
    """The SentencePiece models and the vocabulary of a MarianMT checkpoint folder, called directly."""

    def __init__(self, folder: Path) -> None:
        import sentencepiece

        missing = [name for name in ("source.spm", "target.spm", "vocab.json") if not (folder / name).is_file()]
        if missing:
            raise ModelError(
                f"{folder}: no {', '.join(missing)}; a MarianMT checkpoint folder holds config.json, "
                "model.safetensors, source.spm, target.spm and vocab.json"
            )
        try:
            self._source, self._target = (
                sentencepiece.SentencePieceProcessor(model_file=str(folder / name))
                for name in ("source.spm", "target.spm")
            )
        except (OSError, RuntimeError, ValueError) as error:
            raise ModelError(f"{folder}: its SentencePiece files cannot be read ({first_line(error)})") from error
        vocabulary = read_json(folder / "vocab.json")
        unlisted = [token for token in (END, UNKNOWN, PADDING) if token not in vocabulary]
        if unlisted:
            raise ModelError(f"{folder / 'vocab.json'}: no id for {', '.join(unlisted)}")
        self._vocabulary = {piece: index for piece, index in vocabulary.items() if isinstance(index, int)}
        self._pieces = {index: piece for piece, index in self._vocabulary.items()}
        self._spelled: dict[str, bool] = {}
        # A model whose normaliser leaves curly quotes alone was trained on text normalised by opus-mt's rules.
        self._folds_quotes = self._source.normalize("\u201c").strip(" \u2581") == '"'

    def encode(self, text: str) -> list[str]:
        """Return the source pieces of ``text``, without an end mark; those without an id are ``<unk>``."""
        return self._encoded(text, self._source)

    def encode_target(self, text: str) -> list[str]:
        """Return the target pieces of ``text``, as ``encode`` does for the source: what a model is to learn."""
        return self._encoded(text, self._target)

    def _encoded(self, text: str, processor: "SentencePieceProcessor") -> list[str]:
        clean = scrub(text)
        if not self._folds_quotes:
            clean = normalize_as_opus(clean)
        pieces: list[str] = processor.encode(clean, out_type=str)
        return [piece if piece in self._vocabulary else UNKNOWN for piece in pieces]

    def decode(self, pieces: Sequence[str]) -> str:
        """Return the text of target ``pieces`` on one line; control tokens among them are left out."""
        text: str = self._target.decode([piece for piece in pieces if piece not in (END, UNKNOWN, PADDING)])
        text = text.replace("\ufffd", "")  # byte pieces that spell no character
        return " ".join(text.split())  # byte pieces can spell a line break

    def spells(self, character: str) -> bool:
        """Return whether the vocabulary has pieces for ``character``, other than bytes, that mean the same."""
        known = self._spelled.get(character)
        if known is None:
            pieces = self.encode(character)
            known = not any(piece == UNKNOWN or _BYTE.fullmatch(piece) for piece in pieces)
            known = known and not unicodedata.decomposition(character).startswith(_OTHER_FIGURES)
            self._spelled[character] = known
        return known

    def ids(self, pieces: Sequence[str]) -> list[int]:
        """Return the model's id of each piece."""
        return [self._vocabulary[piece] for piece in pieces]

    def pieces(self, ids: Sequence[int]) -> list[str]:
        """Return the piece of each id."""
        return [self._pieces[index] for index in ids]

    def vocabulary_pieces(self) -> list[str]:
        """Return every piece of the vocabulary in the order of its ids."""
        return [self._pieces[index] for index in sorted(self._pieces)]
