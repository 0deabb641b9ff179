"""Which part of a plain text is the story, and which is matter around it."""

from __future__ import annotations

import pytest

from fabula.source import Manuscript, from_text

STORY = (
    "The ferry was late again, and Ola had stopped pretending to read.\n\n"
    "“It drowned,” said her brother. “They all do.”\n\n"
    "She threw the book at him, and it was a long book.\n"
)


def parts(manuscript: Manuscript) -> list[tuple[str, str]]:
    """Kind and first line of each part."""
    return [(p.kind, manuscript.text[p.start : p.end].split("\n")[0]) for p in manuscript.parts]


def kinds(text: str) -> list[str]:
    return [p.kind for p in from_text(text).parts]


def test_a_story_that_starts_in_the_middle_has_no_front() -> None:
    assert kinds(STORY) == ["chapter"]


@pytest.mark.parametrize("start", ["Dear Ola,", "“No.”", "It rained.", "Tuesday, 4 March", "Run", "She ran and ran"])
def test_first_lines_that_are_no_titles(start: str) -> None:
    assert kinds(f"{start}\n\nand it rained.\n\n{STORY}")[0] == "chapter"


def test_title_and_byline() -> None:
    manuscript = from_text(f"The Late Ferry\nby ola_in_oilskins\n\n{STORY}")
    assert parts(manuscript)[0] == ("front", "The Late Ferry")
    assert (manuscript.title, manuscript.author) == ("The Late Ferry", "ola_in_oilskins")
    assert len(manuscript.parts) == 2


def test_a_title_alone() -> None:
    assert parts(from_text(f"The Late Ferry\n\n{STORY}")) == [
        ("front", "The Late Ferry"),
        ("chapter", STORY.split("\n")[0]),
    ]


def test_description_heading_then_blurb() -> None:
    text = f" \t\tDescription\n\nOla waits for a ferry. So does the ferry.\n{STORY}"
    assert parts(from_text(text)) == [("description", "Description"), ("chapter", STORY.split("\n")[0])]


def test_summary_of_several_paragraphs_up_to_a_label() -> None:
    text = f"Late\nby Ola\n\nSummary: A ferry.\n\nA brother.\n\nA/N: enjoy!\n\n* * *\n\n{STORY}"
    assert [kind for kind, _ in parts(from_text(text))] == ["front", "description", "note", "chapter"]
    assert parts(from_text(text))[3][1] == STORY.split("\n")[0]


@pytest.mark.parametrize(
    "note",
    [
        "A/N: first story, be kind!",
        "Author’s Note: written for the harbour prompt.",
        "Author's Notes\n\nThanks for reading!",
        "Notes:\n\nno beta, all mistakes are mine",
        "AN: sorry for the wait",
        "**A/N:** I own nothing",
    ],
)
def test_notes_at_both_ends(note: str) -> None:
    assert kinds(f"Late\nby Ola\n\n{note}\n\n{STORY}\n{note}\n") == ["front", "note", "chapter", "note"]


def test_an_unnamed_note_under_a_byline() -> None:
    note = "I wrote this story in English, which is not mine, so please tell me about my mistakes."
    assert kinds(f"Late\nby Ola\n\n{note}\n\n{STORY}") == ["front", "note", "chapter"]
    assert kinds(f"Late\nby Ola\n\n{STORY}") == ["front", "chapter"]


def test_a_note_in_the_story_is_no_authors_note() -> None:
    text = STORY + "\nNote: the key is under the third stone.\n\nHe read it twice.\n"
    assert kinds(text) == ["chapter"]


def test_a_note_of_several_paragraphs_ends_at_a_mark() -> None:
    text = f"A/N: Hi everyone!\n\nThanks to all who reviewed.\n\nOnwards!\n\n~~~\n\n{STORY}"
    assert parts(from_text(text)) == [("note", "A/N: Hi everyone!"), ("chapter", STORY.split("\n")[0])]


def test_a_note_in_brackets_leaves_the_story_around_it() -> None:
    assert kinds(f"{STORY}\n(A/N: no, really, drowned)\n\n{STORY}") == ["chapter", "note", "chapter"]


def test_a_note_within_a_chapter_does_not_swallow_what_follows() -> None:
    assert kinds(f"{STORY * 3}\nA/N: cue the sad music.\n\n{STORY}") == ["chapter", "note", "chapter"]


def test_an_unnamed_note_after_the_last_mark() -> None:
    bye = "Thanks for reading, and please leave a comment if you liked this story!"
    assert kinds(f"{STORY}\n***\n\n{bye}\n") == ["chapter", "note"]
    assert kinds(f"{STORY}\n***\n\nShe thanked him for the story, and for the boat.\n") == ["chapter"]


@pytest.mark.parametrize(
    "start", ["The Late Ferry by ola", "The Late Ferry - by ola", "The Late Ferry\nola\n\nRating: G"]
)
def test_other_ways_to_sign_a_title(start: str) -> None:
    manuscript = from_text(f"{start}\n\n{STORY}")
    assert [p.kind for p in manuscript.parts] == ["front", "chapter"]
    assert (manuscript.title, manuscript.author) == ("The Late Ferry", "ola")


def test_notes_inside_chapters_take_the_heading_along() -> None:
    text = f"Chapter 1: Late\n\nA/N: a short one.\n\n{STORY}\nChapter 2: Later\n\n{STORY}\nA/N: bye!\n"
    manuscript = from_text(text)
    assert [(p.kind, p.title) for p in manuscript.parts] == [
        ("note", "Chapter 1: Late"),
        ("chapter", "Chapter 1: Late"),
        ("chapter", "Chapter 2: Later"),
        ("note", "A/N"),
    ]


def test_header_lines_of_an_archive() -> None:
    text = (
        "Title: The Late Ferry\nAuthor: ola\nStatus: Complete\nMood of the week: wet\n\nSummary: A "
        f"ferry.\n\n---\n\n{STORY}"
    )
    manuscript = from_text(text)
    assert [kind for kind, _ in parts(manuscript)] == ["front", "description", "chapter"]
    assert (manuscript.title, manuscript.author) == ("The Late Ferry", "ola")


FANFICFARE = f"""The Late Ferry

by ola

Status: Complete
Words: 300

Summary: A ferry. A brother.


TABLE OF CONTENTS

1. The Quay
2. The Boat


\t1. The Quay

{STORY}

\t2. The Boat

{STORY}
End file.
"""


def test_fanficfare() -> None:
    manuscript = from_text(FANFICFARE)
    assert [(p.kind, p.title) for p in manuscript.parts] == [
        ("front", "The Late Ferry"),
        ("description", "Summary"),
        ("front", "Contents"),
        ("chapter", "1. The Quay"),
        ("chapter", "2. The Boat"),
        ("back", None),
    ]


@pytest.mark.parametrize(
    ("rule", "lead"), [("> ----------------", "> "), ("//----------------//", "// ")], ids=["quoted", "slashed"]
)
def test_fimfiction(rule: str, lead: str) -> None:
    fence = f"{rule}\n" if lead == "// " else ""
    text = (
        f"{fence}{lead}The Late Ferry\n{lead}by ola\n{rule}\n\n"
        f"{fence}{lead}The Quay\n{rule}\n\n{STORY}\n\n{fence}{lead}The Boat\n{rule}\n\n{STORY}"
    )
    manuscript = from_text(text)
    assert [(p.kind, p.title) for p in manuscript.parts] == [
        ("front", "The Late Ferry"),
        ("chapter", "The Quay"),
        ("chapter", "The Boat"),
    ]
    assert manuscript.author == "ola"


def test_gutenberg() -> None:
    text = (
        "The Project Gutenberg EBook of Late, by O. Lar"
        "\n\nTitle: Late\n\n*** START OF THIS PROJECT GUTENBERG EBOOK LATE ***\n\n"
        "Produced by somebody\n\nLATE\n\nBy O. Lar\n\nCONTENTS\n\n  I. The Quay\n  II. The Boat"
        f"\n\nCHAPTER I\n\nTHE QUAY\n\n{STORY}\n"
        f"CHAPTER II\n\nTHE BOAT\n\n{STORY}"
        "\n\nTHE END\n\n*** END OF THIS PROJECT GUTENBERG EBOOK LATE ***\n\nSection 1. Terms\n"
    )
    manuscript = from_text(text)
    story = [p for p in manuscript.parts if p.kind == "chapter"]
    assert [p.title for p in story] == ["CHAPTER I. THE QUAY", "CHAPTER II. THE BOAT"]
    assert {p.kind for p in manuscript.parts[-2:]} == {"back"}
    assert all("GUTENBERG" not in manuscript.text[p.start : p.end] for p in story)


@pytest.mark.parametrize(
    "headings",
    [
        ("CHAPTER I", "CHAPTER II"),
        ("Chapter One: The Quay", "Chapter Two: The Boat"),
        ("I", "II"),
        ("1.", "2."),
        ("PART ONE", "PART TWO"),
        ("BOOK THE FIRST", "BOOK THE SECOND"),
        ("Prologue", "Chapter 1"),
        ("# The Quay of Chapter 1\n\nChapter 1", "Chapter 2"),
        ("II. THE QUAY", "III. THE BOAT"),
        ("The First Day", "The Second Day"),
    ],
)
def test_chapter_headings(headings: tuple[str, str]) -> None:
    text = f"{headings[0]}\n\n{STORY}\n\n{headings[1]}\n\n{STORY}"
    assert [k for k in kinds(text) if k == "chapter"] == ["chapter", "chapter"]


@pytest.mark.parametrize(
    "line",
    [
        "Chapter one of his life was over.",
        "Part of it burned.",
        "I",
        "Book two seats, she said.",
        "Act one, he thought.",
    ],
)
def test_lines_that_open_no_chapter(line: str) -> None:
    assert kinds(f"{STORY}\n{line}\n\n{STORY}") == ["chapter"]


def test_an_excerpt_may_begin_before_a_later_chapter() -> None:
    manuscript = from_text(f"{STORY}\n\nXIX\n\n{STORY}")
    assert [(p.kind, p.title) for p in manuscript.parts] == [("chapter", None), ("chapter", "XIX")]


def test_numbered_sections_stay_in_their_chapter() -> None:
    sections = f"1\n\n{STORY}\n2\n\n{STORY}\n"
    assert kinds(f"CHAPTER I\n\n{sections}CHAPTER II\n\n{sections}") == ["chapter", "chapter"]


def test_a_collection_is_told_by_titles_set_apart() -> None:
    story = STORY * 10
    manuscript = from_text("\n\n\n".join(f"{title}\n\n{story}" for title in ("The Quay", "The Boat", "A Long Book")))
    assert [p.title for p in manuscript.parts] == ["The Quay", "The Boat", "A Long Book"]


def test_every_text_has_a_chapter() -> None:
    assert "chapter" in kinds("Summary: only this.")


def test_sentences_against_theft_are_notes() -> None:
    theft = "This tale has been unlawfully lifted from Royal Road. If you spot it on Amazon, please report it."
    manuscript = from_text(f"Chapter 1\n\n{STORY}\n{theft}\n\n{STORY}")
    assert [p.kind for p in manuscript.parts] == ["chapter", "note", "chapter"]
    assert manuscript.parts[2].title == "Chapter 1"
    assert any("theft" in warning for warning in manuscript.warnings)


def test_the_end_and_what_follows_are_back_matter() -> None:
    assert kinds(f"{STORY}\nTHE END\n\nOla is grown up now and owns a ferry.\n") == ["chapter", "back"]


def test_other_languages_and_missing_capitals_are_warned_of() -> None:
    french = "Le bac était en retard, et elle ne lisait plus que pour ne pas parler à son frère, qui le savait. " * 5
    assert any("English" in w for w in from_text(french).warnings)
    assert any("capital" in w for w in from_text(STORY.lower() * 5).warnings)
    assert from_text(STORY * 5).warnings == ()
