"""The tree of errors and their exit statuses."""

from __future__ import annotations

import inspect

import pytest

from fabula import errors
from fabula.errors import FabulaError, SourceError, UnsafeSourceError

KINDS = [
    kind
    for kind in vars(errors).values()
    if inspect.isclass(kind) and issubclass(kind, FabulaError) and kind is not FabulaError
]


def test_the_message_says_where_and_what() -> None:
    error = SourceError("the file is empty", where="tale.txt", hint="Give a file with a story in it.")
    assert str(error) == "tale.txt: the file is empty"
    assert (error.what, error.where, error.hint) == (
        "the file is empty",
        "tale.txt",
        "Give a file with a story in it.",
    )
    assert str(SourceError("the file is empty")) == "the file is empty"


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_every_kind_has_a_documented_status_of_its_own(kind: type[FabulaError]) -> None:
    assert f"| {kind.exit_status} |" in (errors.__doc__ or "")
    assert [other for other in KINDS if other.exit_status == kind.exit_status] == [kind]


def test_an_unsafe_source_is_a_source_that_cannot_be_read() -> None:
    assert issubclass(UnsafeSourceError, SourceError)
