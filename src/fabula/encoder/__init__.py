"""One small network that reads a text once, and its heads: tags, trees, mentions, events, antecedent scores."""

from fabula.encoder.encoder import Encoder, load
from fabula.encoder.signals import LabelSets, MentionSignal, Signals

__all__ = ["Encoder", "LabelSets", "MentionSignal", "Signals", "load"]
