"""Which names are one person's, by their forms alone."""

from __future__ import annotations

from collections import Counter

import pytest

from fabula.reading.cast.evidence import NameUse
from fabula.reading.cast.joining import aliases, join, main_name
from fabula.reading.mentions.name_forms import parse_name


def use(text: str, first: int, count: int = 1, called: int = 0) -> NameUse:
    """A name used so often, of which so many are calls; `first` is the index of its first phrase."""
    name = parse_name(tuple(text.split()))
    assert name is not None
    return NameUse(name, first, count=count, narrated=count - called, called=called, forms=Counter({text: count}))


def people(*uses: NameUse) -> dict[str, set[str]]:
    """The names of each person by the main one."""
    return {main_name(one): set(aliases(one)) for one in join(uses, Counter())}


def test_a_short_form_used_all_through_is_the_first_name_told_once_in_full() -> None:
    found = people(use("Ysandra Toll", 0), use("Ysan", 1, 9), use("Ysannie", 2, 2, called=2), use("Garrow", 3, 9))
    assert found == {"Ysandra Toll": {"Ysandra Toll", "Ysan", "Ysannie"}, "Garrow": {"Garrow"}}


def test_a_short_form_that_two_first_names_begin_with_is_nobody_s() -> None:
    found = people(use("Ysandra Toll", 0), use("Ysander Marl", 1), use("Ysan", 2, 30))
    assert set(found) == {"Ysandra Toll", "Ysander Marl", "Ysan"}


@pytest.mark.parametrize("called", ["Or", "Orlos"])
def test_what_somebody_is_only_called_is_a_form_of_the_name_that_it_begins(called: str) -> None:
    assert people(use("Orlo", 0, 9), use(called, 1, 2, called=2)) == {"Orlo": {"Orlo", called}}


@pytest.mark.parametrize("told", ["Or", "Orlos"])
def test_what_the_narration_tells_of_is_not(told: str) -> None:
    assert set(people(use("Orlo", 0, 9), use(told, 1, 2))) == {"Orlo", told}


def test_title_and_initial_are_the_one_of_that_title_whose_surname_begins_so() -> None:
    found = people(use("Mr Oduya", 0, 5), use("Mr Pell", 1, 5), use("Mrs Orne", 2, 5), use("Mr O", 3, 1, called=1))
    assert {"Mr Oduya", "Mr O"} in found.values()


def test_an_initial_that_could_be_two_people_s_is_nobody_s() -> None:
    found = people(use("Mr Oduya", 0, 5), use("Mr Orne", 1, 5), use("Mr O", 2, 1, called=1))
    assert {"Mr O"} in found.values()
