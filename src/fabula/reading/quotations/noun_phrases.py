"""Noun phrases that can be the subject of a clause of saying, read from closed classes and capitals alone."""

from __future__ import annotations

from fabula.text.words import Words

PRONOUNS = frozenset(
    "he she they it i we you one somebody someone nobody everybody everyone anybody anyone both others none who "
    "another everypony somepony nopony".split()
)
DETERMINERS = frozenset(
    "the a an this that these those my your his her its our their another each every some any both one two three four "
    "five six several many all no either neither".split()
)
TITLES = frozenset(
    "mr mrs ms miss dr st sir lady lord captain colonel major general sergeant corporal lieutenant inspector professor "
    "doctor father mother brother sister uncle aunt king queen prince princess duke count countess baron master "
    "mistress madame monsieur mademoiselle old little young poor dear good big reverend judge constable don doña "
    "señor mme mlle grandma grandpa granny cousin lance private".split()
)
PARTICLES = frozenset("of de du des von van der den la le el al bin da di del the".split())
PREPOSITIONS = frozenset(
    "of in on at by for with from to into onto upon over under through across about after before behind beside between "
    "beyond down during inside near off out outside past round around since till until toward towards up via within "
    "without against along among amid above below like as than".split()
)
CONJUNCTIONS = frozenset(
    "and or but nor so yet for because although though while when if unless until till as than that whether where "
    "whereupon who whom which whose how why what".split()
)
AUXILIARIES = frozenset(
    "had has have was were is are am be been did does do would could should might may must shall will can 'd 'll 've "
    "'s 're ought used n't not".split()
)
ADVERBS = frozenset(
    "then now only also still again once never ever just even always often soon here there thus too almost quite very "
    "rather at last first presently next perhaps instead simply merely half all well back aloud together aside "
    "alone together away practically hardly nearly ever sometimes afterwards afterward forth suddenly".split()
)
NOT_ADVERBS = frozenset(
    "reply family belly bully jelly lily ally rally folly assembly fly supply apply comply multiply anomaly monopoly "
    "butterfly elderly friendly lovely lonely ugly silly holy kindly-looking homely lively deadly ghostly heavenly "
    "worldly princely cowardly motherly fatherly sickly stately burly curly surly early only-begotten emily sally "
    "molly polly billy dolly willy kelly nelly milly tilly lily elly july italy bradly beverly kimberly".split()
)
NUMBERS = frozenset("one two three four five six seven eight nine ten eleven twelve".split())
BARE_NOUNS = frozenset(
    "mother father grandmother grandfather grandma grandpa granny gran mamma mama mammy papa mummy mum mom daddy dad "
    "auntie aunty aunt uncle sister brother nurse cook teacher doctor master mistress missus miss mister sir baby "
    "nanny nan pa ma voices people men women others matron coachman".split()
)
OBJECTS = frozenset("him them me us himself herself themselves myself itself yourself ourselves".split())


def is_word(form: str) -> bool:
    """Whether a token is a word, not a mark or a number."""
    return form[:1].isalpha() or (len(form) > 1 and form[0] in "'’" and form[1].isalpha())


def is_adverb(form: str) -> bool:
    """Whether a token is an adverb by its ending or by list."""
    low = form.lower()
    return low in ADVERBS or (low.endswith("ly") and len(low) > 4 and low not in NOT_ADVERBS)


def is_capital(form: str) -> bool:
    """Whether a token is a word that starts with a capital."""
    return form[:1].isupper()


def is_possessive(form: str) -> bool:
    """Whether a token is the possessive clitic."""
    return form.lower() in {"'s", "’s", "'", "’"}


def phrase_after(words: Words, i: int, stop: int, *, inverted: bool = False) -> int | None:
    """End of the noun phrase that starts at token `i`, None when none does.

    `inverted` is for a subject behind its verb ("said the old man"): nothing but the phrase follows, so its words run
    on to the next mark, preposition, conjunction or adverb.
    """
    if i >= stop:
        return None
    low = words.forms[i].lower()
    if low in PRONOUNS and not (low in DETERMINERS and i + 1 < stop and is_word(words.forms[i + 1])):
        return i + 1
    if low in OBJECTS or not is_word(words.forms[i]):
        return None
    if low in BARE_NOUNS and not is_capital(words.forms[i]):
        return i + 1
    if low in NUMBERS and is_capital(words.forms[i]) and not (i + 1 < stop and is_word(words.forms[i + 1])):
        return i + 1
    form = words.forms[i]
    if low == "that" and i + 1 < stop and is_capital(words.forms[i + 1]):
        return None
    common = low in DETERMINERS or (low in TITLES and not is_capital(form))
    end = _common(words, i, stop, inverted) if common else name_after(words, i, stop)
    return None if end is None else _possessed(words, end, stop, inverted)


def name_after(words: Words, i: int, stop: int) -> int | None:
    """End of the proper name that starts at token `i`, titles and particles included; None when none does."""
    j = i
    while j < stop:
        form = words.forms[j]
        low = form.lower().rstrip(".")
        inside = j > i and low in PARTICLES and j + 1 < stop and is_capital(words.forms[j + 1])
        if (is_capital(form) and low not in CONJUNCTIONS) or low in TITLES or inside:
            j += 1
            if j < stop and words.forms[j] == "." and len(form) == 1:
                j += 1
        elif form == "and" and j > i and j + 1 < stop and is_capital(words.forms[j + 1]):
            j += 1
        else:
            break
    return j if j > i and any(is_capital(words.forms[k]) for k in range(i, j)) else None


def _common(words: Words, i: int, stop: int, inverted: bool) -> int | None:
    j = i + 1
    if j < stop and words.forms[i].lower() in {"one", "both", "all", "some", "each", "two", "three"}:
        j += words.forms[j].lower() == "of"
    while j < stop and _modifies(words, j, stop, inverted):
        j += 1
    if j == i + 1 and words.forms[i].lower() not in TITLES:
        return None
    if j < stop and words.forms[j].lower() == "of":
        inner = phrase_after(words, j + 1, stop, inverted=inverted)
        if inner is not None:
            return inner
        if j + 1 < stop and is_word(words.forms[j + 1]):
            return j + 2
    if inverted and j + 2 < stop and words.forms[j].lower() in {"in", "with", "at"} and words.forms[j + 1] == "the":
        inner = phrase_after(words, j + 1, stop, inverted=True)
        return j if inner is None else inner
    return j


def _modifies(words: Words, j: int, stop: int, inverted: bool) -> bool:
    """Whether token `j` still belongs to the phrase begun by a determiner."""
    form = words.forms[j]
    low = form.lower()
    if not is_word(form) or low in PREPOSITIONS or low in CONJUNCTIONS or low in AUXILIARIES or low in OBJECTS:
        return False
    if low in PRONOUNS and low not in {"one", "other", "others", "another"}:
        return False
    if inverted and words.forms[j - 1].lower() in DETERMINERS:  # "said the next"
        return True
    if is_adverb(form):
        after = words.forms[j + 1].lower() if j + 1 < stop else ""
        return (
            is_word(after)
            and not is_adverb(after)
            and after not in PREPOSITIONS | CONJUNCTIONS | AUXILIARIES | PRONOUNS | DETERMINERS
        )
    return True if inverted else j < stop


def _possessed(words: Words, end: int, stop: int, inverted: bool) -> int:
    if end + 1 < stop and is_possessive(words.forms[end]) and is_word(words.forms[end + 1]):
        j = end + 1
        while j < stop and _modifies(words, j, stop, inverted):
            j += 1
        return max(j, end)
    return end


def phrase_before(words: Words, end: int, floor: int) -> int | None:
    """Start of the noun phrase that ends before token `end`, not before `floor`; None when none does."""
    j = end - 1
    if j < floor:
        return None
    low = words.forms[j].lower()
    if low in {"them", "us", "you"} and j - 2 >= floor and words.forms[j - 1].lower() == "of":
        k = j - 2
        while k > floor and is_word(words.forms[k]) and words.forms[k].lower() not in DETERMINERS:
            k -= 1
        return k if words.forms[k].lower() in DETERMINERS else None
    if low in PRONOUNS or low in {"those", "these"}:
        return j - 1 if low == "one" and j > floor and words.forms[j - 1].lower() in DETERMINERS else j
    if low in BARE_NOUNS and words.forms[j].islower() and _stands_bare(words, j, floor):
        return j
    name = is_capital(words.forms[j]) and low in {"may", "will", "mark"}
    if not is_word(words.forms[j]) or (low in PREPOSITIONS | CONJUNCTIONS | AUXILIARIES | OBJECTS and not name):
        return None
    start = _name_back(words, j, floor) if is_capital(words.forms[j]) else _common_back(words, j, floor)
    if start is None:
        return None
    if start - 1 > floor and is_possessive(words.forms[start - 1]):
        return phrase_before(words, start - 1, floor) or start
    if start - 2 >= floor and words.forms[start - 1].lower() == "of":
        outer = phrase_before(words, start - 1, floor)
        return start if outer is None else outer
    return start


def _stands_bare(words: Words, j: int, floor: int) -> bool:
    """Whether a noun of kin or trade is a whole phrase: "grandmother groaned"."""
    return j == floor or not is_word(words.forms[j - 1]) or words.forms[j - 1].lower() in CONJUNCTIONS


def _name_back(words: Words, j: int, floor: int) -> int:
    k = j
    while k - 1 >= floor:
        form = words.forms[k - 1]
        low = form.lower().rstrip(".")
        joined = low in PARTICLES | {"and"} and k - 2 >= floor and is_capital(words.forms[k - 2]) and low != "the"
        if (
            (is_capital(form) and low not in CONJUNCTIONS | PREPOSITIONS and not is_adverb(form))
            or low in TITLES
            or joined
        ):
            k -= 1
        elif form == "." and k - 2 >= floor and len(words.forms[k - 2]) == 1 and is_capital(words.forms[k - 2]):
            k -= 2
        else:
            break
    while k - 1 >= floor and words.forms[k - 1].lower() in DETERMINERS:
        k -= 1
    return k


def _common_back(words: Words, j: int, floor: int) -> int | None:
    k = j
    while k >= floor and j - k < 8:
        form = words.forms[k]
        low = form.lower()
        if low in DETERMINERS and k < j:
            while k - 1 >= floor and words.forms[k - 1].lower() in DETERMINERS:
                k -= 1
            return k
        if is_possessive(form) and k < j:
            return k + 1
        if not is_word(form) or low in PREPOSITIONS | CONJUNCTIONS | AUXILIARIES | OBJECTS:
            return None
        k -= 1
    return None
