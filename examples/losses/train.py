"""Three losses with a KL term: which expectation is each under?

    kullback ask --file examples/losses/train.py
"""

import torch
import torch.nn.functional as F
from torch.distributions import Normal, kl_divergence


def variational_autoencoder(x, decode, posterior: Normal):
    prior = Normal(torch.zeros_like(posterior.mean), torch.ones_like(posterior.stddev))
    z = posterior.rsample()
    return kl_divergence(posterior, prior).sum() - decode(z).log_prob(x).sum()


def distillation(student_logits, teacher_logits, temperature=2.0):
    log_student = F.log_softmax(student_logits / temperature, dim=-1)
    teacher = F.softmax(teacher_logits.detach() / temperature, dim=-1)
    return F.kl_div(log_student, teacher) * temperature**2


def policy_penalty(logp, ref_logp, mask):
    log_ratio = ref_logp - logp
    per_token_kl = log_ratio.exp() - 1 - log_ratio
    return (per_token_kl * mask).sum() / mask.sum()
