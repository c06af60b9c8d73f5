"""Training a joint SentencePiece vocabulary and storing it as the files of a ``MarianTokenizer``."""

import io
import json
import tempfile
from collections.abc import Iterable
from pathlib import Path

from translate.control_pieces import END, PADDING, SLOTS, UNKNOWN
from translate.errors import SettingError
from translate.normalization import sentencepiece_rules
from translate.training.plan import TranslationDirection
from translate.writing import save_bytes, save_text


def train_vocabulary(sentences: Iterable[str], size: int) -> bytes:
    """Return a unigram SentencePiece model of ``size`` pieces learned from both languages' ``sentences``.

    Byte fallback leaves no text without pieces, digits stand alone so that numbers are copied figure by figure,
    ``SLOTS`` are pieces, and the project's typography folding is the model's own normaliser. Piece ids are the Marian
    ids: ``</s>`` 0, ``<unk>`` 1. Source: Kudo (2018), "Subword Regularization". Raises SettingError if ``sentences``
    hold too few or too many different characters for ``size`` pieces.
    """
    import sentencepiece

    model = io.BytesIO()
    with tempfile.TemporaryDirectory() as folder:
        rules = Path(folder) / "folding.tsv"
        rules.write_text(sentencepiece_rules(), encoding="utf-8")
        try:
            sentencepiece.SentencePieceTrainer.train(
                sentence_iterator=iter(sentences),
                model_writer=model,
                model_type="unigram",
                vocab_size=size,
                byte_fallback=True,
                split_digits=True,
                normalization_rule_tsv=str(rules),
                character_coverage=0.9999,
                eos_id=0,
                unk_id=1,
                bos_id=-1,
                pad_id=-1,
                user_defined_symbols=list(SLOTS),
                minloglevel=1,
            )
        except RuntimeError as error:
            raise SettingError(f"a vocabulary of {size} pieces cannot be learned from this text ({error})") from error
    # The trainer notes where it read the rules; a random folder's name would make each model differ.
    path = str(rules).encode()
    return model.getvalue().replace(path, b"folding.tsv".ljust(len(path)))


def write_tokenizer(folder: Path, model: bytes, max_pieces: int, direction: TranslationDirection = "id-en") -> None:
    """Write ``source.spm``, ``target.spm``, ``vocab.json`` and ``tokenizer_config.json`` into ``folder``.

    ``max_pieces`` is the longest source, end mark included, that the translation model was trained on.
    """
    import sentencepiece

    processor = sentencepiece.SentencePieceProcessor(model_proto=model)
    pieces = [processor.id_to_piece(index) for index in range(processor.get_piece_size())]
    vocabulary = {piece: index for index, piece in enumerate([*pieces, PADDING])}
    config = {
        "tokenizer_class": "MarianTokenizer",
        # A model of both directions has no one source language; a mark before each source says what is wanted.
        **({} if direction == "both" else {"source_lang": direction[:2], "target_lang": direction[-2:]}),
        "eos_token": END,
        "unk_token": UNKNOWN,
        "pad_token": PADDING,
        "model_max_length": max_pieces,
        "separate_vocabs": False,
    }
    for name, content in (("vocab.json", vocabulary), ("tokenizer_config.json", config)):
        save_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", folder / name)
    # source.spm last: a training run that finds it takes the others for written.
    for name in ("target.spm", "source.spm"):
        save_bytes(model, folder / name)
