"""Documents that are read together are read as each would be alone."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from disputemap.batch import BETWEEN, Batch
from disputemap.codepoints import PARAGRAPH
from disputemap.folding import fold
from disputemap.models import Document
from disputemap.words import Words

TEXTS = st.lists(st.text("ab، .\n\u064e\u0654و", max_size=8), max_size=6)


def batch_of(*texts: str, lang: str = "ar") -> Batch:
    return Batch([Document(f"d{number}", text, lang) for number, text in enumerate(texts)])


def test_texts_lie_end_to_end_with_an_empty_line_after_each() -> None:
    batch = batch_of("صلاح", "", "الدين")
    assert batch.text == "صلاح\n\0\n\n\0\nالدين\n\0\n"
    assert batch.begins.tolist() == [0, 7, 10, 18]
    assert batch.words.folded.text == "صلاح الدين "
    assert batch.words.folded.gaps.code.tolist() == [PARAGRAPH] * 4


def test_words_know_their_document() -> None:
    batch = batch_of("one two", "", "...", "three")
    assert batch.word_begins.tolist() == [0, 2, 2, 2, 3]
    assert batch.documents_of(np.arange(3)).tolist() == [0, 0, 3]


def test_no_name_goes_on_from_one_document_to_the_next() -> None:
    assert batch_of("صلاح", "الدين").words.joined.tolist() == [False, False]


def test_words_of_sorani_documents_are_marked() -> None:
    documents = [Document("a", "one two", "ar"), Document("b", "three", "ckb-IQ"), Document("c", "four", "")]
    assert Batch(documents).sorani.tolist() == [False, False, True, False]


def test_no_documents_have_no_words() -> None:
    batch = batch_of()
    assert (len(batch.words), batch.begins.tolist(), batch.sorani.tolist()) == (0, [0], [])


@given(TEXTS)
def test_documents_have_the_words_that_each_has_alone(texts: list[str]) -> None:
    batch = batch_of(*texts)
    for number, text in enumerate(texts):
        alone = Words(fold(text))
        first, last = batch.word_begins[number : number + 2].tolist()
        assert [batch.words.word(index) for index in range(first, last)] == [
            alone.word(index) for index in range(len(alone))
        ]
        assert batch.words.breaks[first:last].tolist() == alone.breaks.tolist()


@given(TEXTS)
def test_words_lie_within_their_document(texts: list[str]) -> None:
    batch = batch_of(*texts)
    first, last = batch.words.folded.originals(batch.words.at, batch.words.stops)
    document = batch.documents_of(np.arange(len(batch.words)))
    assert (batch.begins[document] <= first).all()
    assert (first < last).all()
    assert (last <= batch.begins[document + 1] - len(BETWEEN)).all()
