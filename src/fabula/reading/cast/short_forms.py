"""Short forms, pet forms and slips of a name: Lizzy, Spikey, Wikey-Spikey, Holiday for Halliday."""

from __future__ import annotations

from fabula.reading.lexicon import full_names, given_names

_VOWELS = "aeiouy"


def same_given(a: str, b: str) -> bool:
    """Whether two given names, lower case, can be the same person's: equal, an initial, a short form of the other."""
    if a == b:
        return True
    if a.endswith(".") or b.endswith("."):
        return a[0] == b[0] and (len(a) <= 2 or len(b) <= 2)
    if {given_names().get(a), given_names().get(b)} == {"he", "she"}:
        return False
    of_a, of_b = full_names().get(a, frozenset()), full_names().get(b, frozenset())
    return a in of_b or b in of_a or bool(of_a & of_b)


def pet_form(short: str, name: str, uses: int, name_uses: int) -> bool:
    """Whether `short` (lower case) is coined from `name`: cut, with -ie or -y, doubled with a rhyme, or misspelt."""
    if short == name or len(name) < 3:
        return False
    if "-" in short:
        parts = short.split("-")
        return (
            len(parts[0]) > 2 and any(part == name or _diminutive(part, name) for part in parts[:1]) and _rhyme(parts)
        )
    if _known_apart(short, name):
        return False
    return _diminutive(short, name) or _cut(short, name) or _slip(short, name, uses, name_uses)


def misspelt(word: str, known: str) -> bool:
    """Whether a long word, lower case, is another with one letter wrong, or with two that have changed places."""
    if word == known or min(len(word), len(known)) < 5 or word[0] != known[0] or _known_apart(word, known):
        return False
    if word in (f"{known}s", f"{known}es") or known in (f"{word}s", f"{word}es"):
        return False
    return _one_edit(word, known) or sorted(word) == sorted(known)


def nicknamed(short: str, name: str) -> bool:
    """Whether two given names are one cut or lengthened by a vowel: "Nell" of "Nella"."""
    a, b = sorted((short, name), key=len)
    return len(a) >= 3 and b.startswith(a) and b[len(a) :].strip(_VOWELS) == "" and a[-1] not in _VOWELS


def called_short(short: str, name: str) -> bool:
    """Whether one calls somebody so whose name is this: two letters of it ("Jo" of "Jonas"), or with "s" ("Pols")."""
    if len(short) == 2:
        return len(name) >= 4 and name.startswith(short)
    return len(short) >= 4 and name in (short.removesuffix("s"), short.removesuffix("es")) and short != name


def _known_apart(a: str, b: str) -> bool:
    """Whether both are given names of their own ("Anna" and "Annabel" are not one for their letters)."""
    return a in given_names() and b in given_names()


def _rhyme(parts: list[str]) -> bool:
    return len(parts) == 2 and len(parts[1]) > 2 and parts[0][1:][-3:] == parts[1][-3:]


def _diminutive(short: str, name: str) -> bool:
    """Spikey or Spikie of Spike, Tommy of Tom, Fenny of Fen."""
    for ending in ("ie", "ey", "y", "kins", "kin", "ster"):
        stem = short[: -len(ending)]
        if not short.endswith(ending) or len(stem) < 2:
            continue
        if stem in (name, name.rstrip("e")) or (len(stem) > 2 and stem[-1] == stem[-2] and stem[:-1] == name):
            return True
        if len(stem) >= 3 and name.startswith(stem) and len(name) > len(stem) + 1 and name[len(stem)] not in "-'":
            return True
    return False


def _cut(short: str, name: str) -> bool:
    """Alex of Alexandrine, Gus of Augustin: the start of a longer name, a closed syllable."""
    return 3 <= len(short) <= 5 and len(name) >= len(short) + 2 and name.startswith(short) and short[-1] not in _VOWELS


def _slip(short: str, name: str, uses: int, name_uses: int) -> bool:
    """A rare spelling one letter away from a common long name."""
    if min(len(short), len(name)) < 5 or uses > 2 or name_uses < 5 * uses or abs(len(short) - len(name)) > 1:
        return False
    if short[0] != name[0]:
        return False
    return _one_edit(short, name) and not (short == name + "s" or name == short + "s")


def _one_edit(a: str, b: str) -> bool:
    if len(a) > len(b):
        a, b = b, a
    i = 0
    while i < len(a) and a[i] == b[i]:
        i += 1
    if len(a) == len(b):
        return a[i + 1 :] == b[i + 1 :] or (a[i : i + 2] == b[i : i + 2][::-1] and a[i + 2 :] == b[i + 2 :])
    return a[i:] == b[i + 1 :]
