"""Marian checkpoints in the form of transformers: created, loaded into a network in training, and written."""

from pathlib import Path
from typing import TYPE_CHECKING

from translate.control_pieces import END_ID
from translate.conversion import quiet_transformers
from translate.errors import ModelError
from translate.models import Checkpoint
from translate.training.plan import TrainingPlan
from translate.training.taught_pieces import RenewedVocabulary
from translate.writing import written_into

if TYPE_CHECKING:
    from torch import nn
    from transformers import MarianMTModel


def new_model(plan: TrainingPlan) -> "MarianMTModel":
    """Return a freshly initialised Marian model of the plan's shape.

    The ``<pad>`` row, last in the vocabulary and Marian's decoder start, is zero and stays so, and its output bias
    keeps it from ever being generated: CTranslate2 and transformers then compute the same distribution.
    """
    import torch
    from transformers import GenerationConfig, MarianConfig, MarianMTModel

    shape, padding = plan.model, plan.vocabulary_size
    ids = {
        "pad_token_id": padding,
        "decoder_start_token_id": padding,
        "eos_token_id": END_ID,
        "forced_eos_token_id": END_ID,
    }
    config = MarianConfig(
        vocab_size=padding + 1,
        d_model=shape.width,
        encoder_layers=shape.encoder_layers,
        decoder_layers=shape.decoder_layers,
        encoder_attention_heads=shape.heads,
        decoder_attention_heads=shape.heads,
        encoder_ffn_dim=shape.feed_forward,
        decoder_ffn_dim=shape.feed_forward,
        max_position_embeddings=shape.max_positions,
        activation_function="swish",
        static_position_embeddings=True,
        scale_embedding=True,
        dropout=plan.schedule.dropout,
        use_cache=True,
        **ids,
    )
    model = MarianMTModel(config)
    model.generation_config = GenerationConfig(
        **ids, num_beams=4, max_length=shape.max_positions, bad_words_ids=[[padding]]
    )
    with torch.no_grad():
        model.get_input_embeddings().weight[padding].zero_()
        model.final_logits_bias[0, padding] = -1e4
    return model


def load_weights(model: "nn.Module", checkpoint: Checkpoint) -> None:
    """Give ``model`` the weights of ``checkpoint``; raise ModelError if the shapes differ."""
    import torch
    from safetensors.torch import load_file

    path = checkpoint.path / "model.safetensors"
    stored = load_file(path)
    tensors = dict(model.named_parameters())
    wrong = [name for name, tensor in tensors.items() if getattr(stored.get(name), "shape", None) != tensor.shape]
    if wrong:
        raise ModelError(f"{path}: does not fit the plan's model ({', '.join(wrong[:3])} …); use its shape")
    with torch.no_grad():
        for name, tensor in tensors.items():
            tensor.copy_(stored[name])


def renew_embeddings(model: "nn.Module", renewed: RenewedVocabulary, seed: int) -> None:
    """Set initial embeddings, in place, for the pieces that the vocabulary newly uses.

    A piece that is used again starts from the mean of the pieces that its text was cut into, at the usual length. A
    slot starts at random, with the mean and deviation of all embeddings.
    """
    import torch

    generator = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        table = dict(model.named_parameters())["model.shared.weight"]
        length = table.norm(dim=1).mean()
        mean, deviation = table.mean(dim=0), table.std(dim=0)
        for index, parts in renewed.restored.items():
            middle = table[list(parts)].mean(dim=0)
            table[index] = middle * (length / middle.norm())
        for index in renewed.slots:
            noise = torch.randn(table.shape[1], generator=generator).to(table)
            table[index] = mean + deviation * noise


def write_checkpoint(model: "nn.Module", plan: TrainingPlan, folder: Path) -> None:
    """Write ``model``, its matrices rounded to the int8 grid, as a half-precision MarianMT checkpoint."""
    import torch

    checkpoint = new_model(plan)
    checkpoint.load_state_dict(model.state_dict(), strict=False)  # positions and the output bias are its own
    round_to_int8_grid(checkpoint)
    with quiet_transformers(), written_into(folder) as unfinished:
        checkpoint.to(torch.float16).save_pretrained(unfinished)


def round_to_int8_grid(model: "MarianMTModel") -> None:
    """Round the weights in each row of the model's matrices, in place, to multiples of the row's largest weight / 127.

    CTranslate2 stores int8 weights on this grid, with one scale a row. So every engine computes with the weights of
    the rounded checkpoint, and int8 differs from float32 only by the rounding of activations. A row's largest weight
    is on the grid itself: rounding again changes nothing.
    """
    import torch

    with torch.no_grad():
        for name, weights in model.named_parameters():
            if weights.ndim == 2 and "embed_positions" not in name:
                step = weights.abs().amax(dim=1, keepdim=True).clamp_min(1e-12) / 127
                weights.copy_((weights / step).round() * step)
