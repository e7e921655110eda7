"""Sentences begin behind a full stop and white space, or on a new line; positions know theirs."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from disputemap.batch import Batch
from disputemap.models import Document
from disputemap.sentences import MAX_BESIDE, sentence_starts, sentences_around

TEXTS = st.text(' ab.!؟…»)"\n\t\u00a0،', max_size=30)


def sentences(text: str) -> list[str]:
    """Return the sentences of a text, trimmed, as they are found around each of its letters."""
    batch = Batch([Document("d", text, "ar")])
    starts = sentence_starts(batch)
    at = np.array([index for index, char in enumerate(text) if char.isalnum()], dtype=np.int64)
    pieces = sentences_around(batch, starts, at, at + 1)
    assert all(start <= one < end for start, one, end in zip(pieces.start, at, pieces.end, strict=True))
    spans = dict.fromkeys(zip(pieces.start.tolist(), pieces.end.tolist(), strict=True))
    assert len(spans) == len(set(pieces.number.tolist()))
    return [text[start:end] for start, end in spans]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a b. c d", ["a b.", "c d"]),
        ("a! b؟ c… d? e", ["a!", "b؟", "c…", "d?", "e"]),
        ("a 12.5 b", ["a 12.5 b"]),  # no white space behind the point
        ('a." b', ['a."', "b"]),  # what closes belongs to the sentence
        ("a.») b", ["a.»)", "b"]),
        ("a\nb", ["a", "b"]),
        ("a\n \n\tb.", ["a", "b."]),
        ("  a  ", ["a"]),
        ("a... b", ["a...", "b"]),
        ("a، b; c: d", ["a، b; c: d"]),
        ("a.", ["a."]),
        ("", []),
    ],
)
def test_sentences(text: str, expected: list[str]) -> None:
    assert sentences(text) == expected


def test_of_an_endless_sentence_what_is_near_is_kept() -> None:
    text = "x" * 3000 + " " * 50 + "y" + " " * 50 + "z" * 3000
    batch = Batch([Document("d", text, "ar")])
    at = np.array([3050])
    (start,), (end,), _ = sentences_around(batch, sentence_starts(batch), at, at + 1)
    assert (start, end) == (3050 - MAX_BESIDE, 3051 + MAX_BESIDE)


def test_long_runs_of_spaces_are_crossed() -> None:
    assert sentences("a." + " " * 1000 + "b") == ["a.", "b"]
    assert sentences("a." + ")" * 900 + " b") == ["a." + ")" * 900, "b"]


@given(TEXTS)
def test_sentences_are_trimmed_and_in_order(text: str) -> None:
    found = sentences(text)
    assert all(sentence == sentence.strip() for sentence in found)
    assert all(sentence in text and "\n" not in sentence for sentence in found)
    assert [char for char in text if char.isalnum()] == [char for char in "".join(found) if char.isalnum()]


@given(st.lists(TEXTS, max_size=4))
def test_sentences_of_documents_are_their_own(texts: list[str]) -> None:
    batch = Batch([Document(str(number), text, "ar") for number, text in enumerate(texts)])
    starts = sentence_starts(batch)
    assert starts[0] == 0
    assert (np.diff(starts) > 0).all()
    begun = [begin for begin, text in zip(batch.begins.tolist(), texts, strict=False) if text[:1].isalnum()]
    assert set(begun) <= set(starts.tolist())
