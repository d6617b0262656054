import torch

from training.table_structure.known_loss import known_loss
from training.table_structure.loss import structure_loss


def test_where_all_is_known_it_is_the_loss_of_training() -> None:
    torch.manual_seed(0)
    logits, targets = torch.randn(2, 4, 8, 8), torch.rand(2, 4, 8, 8)
    own = known_loss(logits, targets, torch.ones(2, 4, 8, 8))
    assert torch.allclose(own, structure_loss(logits, targets))


def test_what_nobody_knows_pulls_nowhere() -> None:
    logits = torch.zeros(1, 4, 4, 4, requires_grad=True)
    known = torch.zeros(1, 4, 4, 4)
    known[..., 0] = 1.0
    known_loss(logits, torch.ones(1, 4, 4, 4), known).backward()
    assert logits.grad is not None
    assert (logits.grad[..., 0] != 0).all()
    assert (logits.grad[..., 1:] == 0).all()
