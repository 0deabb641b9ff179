"""Who says each line: candidates and evidence for each utterance, weighed together along each conversation.

Start at `decide.py`: it puts the evidence of `evidence.py` through the scorer of `scorer.py` and follows the turns of a
conversation with the beam of `turns.py`. Thoughts and quotations inside quotations are given to their owners in
`owners.py`; addressees are chosen in `addressees.py`.
"""

from fabula.reading.speakers.decide import find_speakers

__all__ = ["find_speakers"]
