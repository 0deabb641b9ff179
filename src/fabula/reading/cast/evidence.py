"""What a book shows of each name: how often, who it is like (a person, a place), which pronoun follows it."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from fabula.reading.antecedents import Antecedents
from fabula.reading.cast.nobody import anybody, begins_only, nobodys
from fabula.reading.draft import Draft, Phrase
from fabula.reading.lexicon import (
    function_words,
    given_names,
    not_names,
    nouns,
    place_names,
    speech_verbs,
    titles,
)
from fabula.reading.mentions.name_forms import AGES, Name, aged, name_of
from fabula.reading.vocatives import is_vocative

PLACE_WORDS = {
    **dict.fromkeys(("in", "at", "near", "into"), 1.0),
    **dict.fromkeys(("through", "outside", "across", "reached"), 0.8),
    **dict.fromkeys(("from", "around", "leaving"), 0.6),
    "to": 0.4,
    "towards": 0.3,
    "of": 0.2,
}
PERSON = 1.0  # evidence from which a name is somebody's
LIKELY = 0.3  # the same where nothing speaks for a place
_CLITICS = frozenset({"'s", "’s"})
_SUBJECT_NEXT = frozenset(
    "was had would could did is has will should might must 'd ’d never always only went came".split()
)
BESIDE = 3  # pronouns that a noun right before the name is worth
CERTAIN = 0.95  # score of the encoder that settles that a phrase stands for a person
MOSTLY, OFTEN = 0.75, 0.5  # share of such uses that settle it of a name, of a family
DOUBTED = 0.85  # score of the encoder below which a name used once is none
SEEN, SURE = 2, 0.65  # pronouns, and the share of them, from which they tell a gender
LOOKS = 12  # names and nouns before a pronoun among which the encoder finds its antecedent
GENDER_REACH = 25  # tokens after a name in which a pronoun is taken to be its own


@dataclass(slots=True)
class NameUse:
    """One name (titles and words) over the book; counts, and scores for being a person and a place."""

    name: Name
    first: int
    count: int = 0
    narrated: int = 0
    called: float = 0.0
    spoke: int = 0
    person: float = 0.0
    place: float = 0.0
    plural: int = 0
    certain: int = 0  # phrases of which the encoder is sure that they stand for a person
    tagged: float = 0.0  # how sure the encoder is of its surest phrase; 1 where no encoder read the text
    husbands: bool = False  # a married woman's by the name of a man of the book ("Mrs. Orrin Vale")
    surname: bool = False  # one word that is a surname of the book and nobody's first name
    forms: Counter[str] = field(default_factory=Counter)
    pronouns: Counter[str] = field(default_factory=Counter)
    at: list[int] = field(default_factory=list)  # indices of its phrases


def name_uses(draft: Draft) -> list[NameUse]:
    """The names of the text, each with its evidence, in order of first appearance."""
    out: dict[tuple[tuple[str, ...], tuple[str, ...]], NameUse] = {}
    story = story_spans(draft)
    generations = _generations(draft)
    lower = Counter(form for form in draft.words.forms if form.islower())
    for i, phrase in enumerate(draft.phrases):
        if phrase.form == "PRON" or (phrase.form == "NOM" and not _role_name(draft, phrase)):
            continue
        name = name_of(draft.words, phrase)
        if name is None:
            continue
        if name.words in generations and (text := aged(draft.words, phrase, name)) is not None:
            name = replace(name, text=text, titles=(AGES[text.split()[0].lower()], *name.titles))
        use = out.setdefault((name.titles, name.words), NameUse(name, i))
        if use.name.text.isupper() or use.name.text.islower():
            use.name = name
        use.count += 1
        use.forms[name.text] += 1
        use.at.append(i)
        tagged = _tagged(draft, phrase)
        use.tagged = max(use.tagged, tagged)
        use.certain += draft.antecedents is not None and phrase.type == "PER" and tagged >= CERTAIN
        if any(a <= phrase.start < b for a, b in story):
            _weigh(draft, phrase, use)
    _follow_pronouns(draft, out)
    kept = [u for u in out.values() if not _mere_role(u) or (u.count > 1 and u.count > lower[u.name.last])]
    return [u for u in kept if not (begins_only(draft, u, lower[u.name.last]) or nobodys(draft, u))]


def _generations(draft: Draft) -> set[tuple[str, ...]]:
    """The surnames that an old one and a young one bear: "old Mr. Fen" and "Mr. Fen the younger", each more than once.

    A given name alone is of one person at two ages as often.
    """
    seen: Counter[tuple[tuple[str, ...], str]] = Counter()
    for phrase in draft.phrases:
        name = name_of(draft.words, phrase) if phrase.form == "PROP" else None
        if name is not None and len(name.words) == 1 and (name.courtesy or name.last not in given_names()):
            text = aged(draft.words, phrase, name)
            seen[name.words, AGES[text.split()[0].lower()] if text else ""] += 1
    return {words for words, age in seen if min(seen[words, "old"], seen[words, "young"]) > 1}


def _tagged(draft: Draft, phrase: Phrase) -> float:
    """How sure the encoder is that the phrase is a mention: 0 where it tags none there."""
    if draft.antecedents is None:
        return 1.0
    return phrase.confidence if phrase.span in draft.antecedents.numbers else 0.0


def _role_name(draft: Draft, phrase: Phrase) -> bool:
    """Whether a role stands with a capital as a name does: "the Scarecrow"."""
    head = phrase.head.of(draft.words.text)
    lead = draft.words.text[phrase.start : phrase.start + 4]
    rest = draft.words.text[phrase.start + 4 : phrase.end]
    return (
        lead in ("the ", "The ")
        and head[0].isupper()
        and not head.isupper()
        and rest[:1].isupper()
        and not phrase.plural
    )


def _mere_role(use: NameUse) -> bool:
    articled = use.name.text.startswith("the ")
    return (
        articled and len(use.name.words) == 1 and not use.name.titles and (use.name.role or use.name.last in titles())
    )


def story_spans(draft: Draft) -> list[tuple[int, int]]:
    """The spans of the story proper: the chapters, or the whole text where no part is called one."""
    chapters = [(p.start, p.end) for p in draft.manuscript.parts if p.kind == "chapter"]
    return chapters or [(0, len(draft.manuscript.text))]


def people_names(uses: Sequence[NameUse]) -> list[NameUse]:
    """The names that are more likely somebody's than a place's or a thing's.

    A full name counts as its parts do: "Fen Arkwright", seen once, is somebody where "Fen" is.
    """
    borne = {w for u in uses if u.tagged for w in u.name.words if not u.name.role}
    uses = [u for u in uses if not _stray(u, borne)]
    sure = [u for u in uses if u.person >= PERSON and u.person > u.place]
    words = {w for u in sure for w in u.name.words if not u.name.role}
    numbers = {id(u) for u in sure}
    return [use for use in uses if id(use) in numbers or _likely(use, words)]


def _stray(use: NameUse, borne: set[str]) -> bool:
    """Whether a word with a capital is nobody's name for the encoder: no mention at all, or once and hardly one."""
    if anybody(use.name):
        return True
    if use.name.courtesy is not None or borne & set(use.name.words) - (set(use.name.words) if use.tagged else set()):
        return False
    if not use.tagged:
        return not (len(use.name.words) > 1 and use.name.words[0] in given_names())
    return use.tagged < DOUBTED and use.count == 1 and use.name.bare and use.name.words[0] not in given_names()


def _certain(use: NameUse) -> bool:
    """Whether the encoder has hardly a doubt, and the name is neither a place that all know nor sworn by."""
    if use.name.last in place_names() or set(use.name.words) <= not_names("oaths"):
        return False
    articled = use.name.text.startswith("the ") and len(use.name.words) > 1
    if articled and ((use.count == 1 and not use.name.role) or use.place > max(use.person, 0.5)):
        return False
    return use.certain >= (OFTEN if use.name.family else MOSTLY) * use.count


def _likely(use: NameUse, known: set[str]) -> bool:
    if _certain(use):
        return True
    if use.place > max(use.person, 0.5):
        return False
    if len(use.name.words) > 1 and not use.name.role and known & set(use.name.words):
        return True
    if use.name.text.startswith("the "):
        return False
    return (use.person >= LIKELY and use.person > use.place) or (use.count > 1 and not use.place)


def _weigh(draft: Draft, phrase: Phrase, use: NameUse) -> None:
    words = draft.words
    first, last = words.at(phrase.start), words.at(phrase.end - 1)
    before = words.forms[first - 1].lower() if first else "."
    after = words.forms[last + 1].lower() if last + 1 < len(words.forms) else "."
    use.narrated += phrase.utterance is None
    if phrase.type != "PER":
        use.place += 1.5
    if any(t in titles() and titles()[t].sort != "epithet" for t in use.name.titles):
        use.person += 3
    elif use.name.words[0] in given_names() or _mere_role(use):
        use.person += 1.5
    if len(use.name.words) == 1 and use.name.last in place_names():
        use.place += 1.5
    use.place += PLACE_WORDS.get(before, 0.0)
    noun = nouns().get(before)
    if noun is not None and noun.gender in ("he", "she") and not noun.plural and len(use.name.words) < 3:
        use.pronouns[noun.gender] += BESIDE  # "my brother Fen"
    if is_vocative(draft, phrase):
        use.called += 1
        use.person += 1
    if phrase.utterance is None and (after in speech_verbs() or before in speech_verbs()):
        use.spoke += 1
        use.person += 1.5
    elif after in _SUBJECT_NEXT or (after.endswith("ed") and after not in function_words()):
        use.person += 0.6 if before not in PLACE_WORDS else 0.1
    elif after in {"who", "whom", "and"} or after in _CLITICS:
        use.person += 0.3
    elif before in {"and", "with", "for", "by"}:
        use.person += 0.2
    use.plural += phrase.plural


def _follow_pronouns(draft: Draft, uses: dict[tuple[tuple[str, ...], tuple[str, ...]], NameUse]) -> None:
    """Count for every name the pronouns that follow before anybody else is named.

    Where the encoder scores antecedents, its best one among the last names and nouns is taken instead.
    """
    owner: dict[int, NameUse] = {i: use for use in uses.values() for i in use.at}
    if draft.antecedents is not None:
        _heard_pronouns(draft, draft.antecedents, owner)
        return
    current: tuple[NameUse, Phrase] | None = None
    for i, phrase in enumerate(draft.phrases):
        if i in owner:
            current = (owner[i], phrase)
        elif phrase.form == "NOM" and phrase.gender in ("he", "she"):
            current = None
        elif (
            current is not None
            and phrase.form == "PRON"
            and phrase.person == 3
            and phrase.gender in ("he", "she", "it")
        ):
            use, name = current
            if phrase.utterance == name.utterance and phrase.start - name.end < 5 * GENDER_REACH:
                use.pronouns[phrase.gender or ""] += 1
                current = None if phrase.gender != "it" else current


def _heard_pronouns(draft: Draft, scores: Antecedents, owner: Mapping[int, NameUse]) -> None:
    """Count he, she and it for the name that the encoder takes for their antecedent."""
    recent: deque[int] = deque(maxlen=LOOKS)
    for i, phrase in enumerate(draft.phrases):
        if phrase.form != "PRON":
            recent.append(i)
        elif phrase.person == 3 and phrase.gender in ("he", "she", "it"):
            judged = [(s, j) for j in recent if (s := scores.score(phrase.span, [draft.phrases[j].span])) is not None]
            best = max(judged, default=None)
            if best is not None and best[0] > 0 and best[1] in owner:
                owner[best[1]].pronouns[phrase.gender] += 1


def side_by_side(draft: Draft, uses: Sequence[NameUse]) -> Counter[frozenset[int]]:
    """How often two names stand in one sentence of one voice; twice the weight where "and" joins them.

    Keys are pairs of `first`. Two names of one person hardly ever do.
    """
    owner = {i: use for use in uses for i in use.at}
    out: Counter[frozenset[int]] = Counter()
    group: list[tuple[NameUse, Phrase]] = []
    place: tuple[int, int | None] | None = None
    for i in sorted(owner):
        phrase = draft.phrases[i]
        here = (draft.words.sentence_of(draft.words.at(phrase.start)), phrase.utterance)
        if here != place:
            group, place = [], here
        for use, other in group[-5:]:
            if use is not owner[i]:
                between = draft.words.text[other.end : phrase.start].strip().lower()
                out[frozenset({use.first, owner[i].first})] += 3 if between in {"and", ",", "&", ", and", "or"} else 1
        group.append((owner[i], phrase))
    return out


def shown_gender(name: Name) -> str | None:
    """The gender that a name shows by itself, by its title or its given name."""
    return name.gender if name.gender in ("he", "she") else None


def gender_of(uses: Sequence[NameUse]) -> tuple[str | None, float]:
    """The gender of somebody of these names, and how sure it is (0 to 1): by titles, given names and pronouns."""
    votes: Counter[str] = Counter()
    for use in uses:
        shown = shown_gender(use.name)
        if shown is not None:
            titled = any(t in titles() and titles()[t].gender == shown for t in use.name.titles)
            votes[shown] += 100 if titled else 3 * min(use.count + 1, 6)
        votes["he"] += use.pronouns["he"]
        votes["she"] += use.pronouns["she"]
    he, she = votes["he"], votes["she"]
    if max(he, she) < SEEN or max(he, she) < SURE * (he + she):
        return None, 0.0
    return ("he" if he >= she else "she"), max(he, she) / (he + she)
