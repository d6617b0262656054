"""Clean synthetic pages become scans, faxes, photos and worn copies; the truth moves along."""

from training.synthesis.degradations.degrade import degrade, degrade_as
from training.synthesis.degradations.levels import LEVELS, PageLevel, train_level
from training.synthesis.degradations.ranges import Degradation

__all__ = ["LEVELS", "Degradation", "PageLevel", "degrade", "degrade_as", "train_level"]
