"""What goes on in the characters: what they feel, learn and believe; and what happens."""

from fabula.reading.minds.beliefs import find_beliefs
from fabula.reading.minds.events import find_events
from fabula.reading.minds.feelings import find_feelings
from fabula.reading.minds.knowledge import find_knowledge

__all__ = ["find_beliefs", "find_events", "find_feelings", "find_knowledge"]
