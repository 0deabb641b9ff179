"""What is known of the lines around one tells of its addressees: the second look, once each is weighed by itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from fabula.reading.speakers.address import Address, Spoken

AROUND = (
    "turn before is said to it", "turn before by it, to the speaker", "turn after by it, to the speaker",
    "turn after is said to it", "last turn of the speaker is said to it", "likeliest of the others", "said to around",
    "likelihood alone", "said to in talk", "said to many in talk", "turn before is said to many",
    "next turn of the speaker is said to it", "there",
)  # fmt: skip
NEAR = 5  # lines on either side that are near
OWN = 4  # lines in which the speaker's last or next turn is looked for
TALK = 15  # lines on either side that are the talk
MANY = 5.0

Told = Sequence[Mapping[str, float]]


def around(asked: Sequence[Address], shares: Sequence[np.ndarray], spoken: Spoken) -> list[np.ndarray]:
    """The `AROUND` features of each line's candidates: to whom the lines beside it are said, as far as is known.

    `shares` are the likelihoods of the candidates of each line by themselves.
    """
    told = [dict(zip(one.candidates, map(float, own), strict=True)) for one, own in zip(asked, shares, strict=True)]
    many = [min(sum(one.values()), MANY) / MANY for one in told]
    return [_around(k, asked[k], told, many, spoken) for k in range(len(asked))]


def _around(k: int, one: Address, told: Told, many: Sequence[float], spoken: Spoken) -> np.ndarray:
    out = np.zeros((len(one.candidates), len(AROUND)), np.float32)
    me = spoken.speaker(k)
    talk = [n for n in spoken.talk(k, TALK) if n != k]
    before = k - 1 if k - 1 in talk else None
    after = k + 1 if k + 1 in talk else None
    earlier = next((n for n in reversed(talk) if k - OWN <= n < k and spoken.speaker(n) == me), None)
    later = next((n for n in talk if k < n <= k + OWN and spoken.speaker(n) == me), None)
    near = [n for n in range(max(0, k - NEAR), min(len(told), k + NEAR + 1)) if n != k]
    beside = (before, after, earlier, later)
    out[:, 9] = sum(many[n] for n in talk) / max(1, len(talk))
    out[:, 10] = many[before] if before is not None else 0.0
    for row, who in zip(out, one.candidates, strict=True):
        row[0], row[3], row[4], row[11] = (0.0 if n is None else told[n].get(who, 0.0) for n in beside)
        for n, column in ((before, 1), (after, 2)):
            if n is not None and spoken.speaker(n) == who:
                row[column] = told[n].get(me or "", 0.0)
        row[5] = max((v for w, v in told[k].items() if w != who), default=0.0)
        row[6] = sum(told[n].get(who, 0.0) for n in near) / NEAR
        row[7] = told[k][who]
        row[8] = sum(told[n].get(who, 0.0) for n in talk) / max(1, len(talk))
        row[12] = max((1.0 if spoken.speaker(n) == who else told[n].get(who, 0.0) for n in talk), default=0.0)
    return out
