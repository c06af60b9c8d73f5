"""The Marian network that is trained: its making, its loss, its optimisers."""

from typing import TYPE_CHECKING

from translate.errors import ModelError
from translate.models import Checkpoint
from translate.training_plan import Schedule, TrainingPlan

if TYPE_CHECKING:
    import torch
    from transformers import MarianMTModel

END_ID = 0


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
        # On the CPU the fused attention of torch 2.13 takes three times as long in bfloat16 as the plain products
        # (100 pairs of 40 pieces, forwards and backwards: 117 ms against 35 ms). It is not stored in checkpoints.
        attn_implementation="eager",
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


def load_weights(model: "MarianMTModel", checkpoint: Checkpoint) -> None:
    """Give ``model`` the weights of ``checkpoint``; raise ModelError if the shapes differ."""
    import torch
    from safetensors.torch import load_file

    path = checkpoint.path / "model.safetensors"
    stored = load_file(path)
    tensors = dict(model.named_parameters())
    wrong = [name for name, tensor in tensors.items() if getattr(stored.get(name), "shape", None) != tensor.shape]
    wrong = [name for name in wrong if "embed_positions" not in name]  # sinusoids, which no checkpoint stores
    if wrong:
        raise ModelError(f"{path}: does not fit the plan's model ({', '.join(wrong[:3])} …); use its shape")
    with torch.no_grad():
        for name, tensor in tensors.items():
            if name in stored:
                tensor.copy_(stored[name])


def pair_loss(
    model: "MarianMTModel",
    source: "torch.Tensor",
    shifted: "torch.Tensor",
    kept: "torch.Tensor",
    labels: "torch.Tensor",
    label_smoothing: float,
) -> "torch.Tensor":
    """Return the summed smoothed cross-entropy (nats) of the labels.

    *Shape:* source (pairs, source pieces), shifted (pairs, target pieces); ``kept`` holds the positions in the
    flattened targets that have a label, and ``labels`` those labels: (labels,) each. Projecting these alone saves
    the largest product of all for what is padding.
    """
    from torch.nn import functional

    padding = model.config.pad_token_id
    hidden = model.model(
        input_ids=source, attention_mask=(source != padding).long(), decoder_input_ids=shifted, use_cache=False
    ).last_hidden_state
    # Leaving out the last column, <pad>, keeps label smoothing from pushing at a piece that is never a target.
    logits = model.lm_head(hidden.flatten(0, 1).index_select(0, kept))[..., :-1].float()
    loss: torch.Tensor = functional.cross_entropy(logits, labels, label_smoothing=label_smoothing, reduction="sum")
    return loss


def new_optimizers(model: "MarianMTModel", schedule: Schedule) -> list["torch.optim.Optimizer"]:
    """Return Muon for the hidden matrices and AdamW for embeddings, biases and norms."""
    import torch

    matrices: list[torch.Tensor] = []
    others: list[torch.Tensor] = []
    for name, parameter in model.named_parameters():
        inner = parameter.ndim == 2 and "embed" not in name and "shared" not in name
        (matrices if inner else others).append(parameter)
    optimizers = [
        torch.optim.Muon(
            matrices,
            lr=schedule.matrix_learning_rate,
            weight_decay=schedule.weight_decay,
            adjust_lr_fn="match_rms_adamw",
        ),
        torch.optim.AdamW(
            others, lr=schedule.learning_rate, betas=(0.9, 0.98), weight_decay=schedule.weight_decay, fused=True
        ),
    ]
    for optimizer in optimizers:
        for group in optimizer.param_groups:
            group["full_lr"] = group["lr"]
    return optimizers


def round_to_int8_grid(model: "MarianMTModel") -> None:
    """Round each row of the model's matrices, in place, to whole multiples of its largest weight / 127.

    CTranslate2 stores int8 weights on this grid (one scale a row), so the rounded checkpoint holds the weights that
    every engine computes with, and int8 differs from float32 by the rounding of activations alone. A row's largest
    weight is itself on the grid: rounding again changes nothing.
    """
    import torch

    with torch.no_grad():
        for name, weights in model.named_parameters():
            if weights.ndim == 2 and "embed_positions" not in name:
                step = weights.abs().amax(dim=1, keepdim=True).clamp_min(1e-12) / 127
                weights.copy_((weights / step).round() * step)
