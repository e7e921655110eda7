"""The distinct words of a text lead to the words, and these to the distinct ones."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from disputemap.folding import fold
from disputemap.vocabulary import Vocabulary
from disputemap.words import Words

HASHES = st.lists(st.sampled_from([0, 1, 2, 1 << 63, (1 << 63) + 1, (1 << 64) - 1]), max_size=30)


def test_equal_words_are_one_distinct_word() -> None:
    words = Words(fold("من كركوك إلى كركوك"))
    number, example = words.vocabulary
    assert number[1] == number[3]
    assert [words.word(index) for index in example[number].tolist()] == ["من", "كركوك", "الي", "كركوك"]


@given(HASHES)
def test_each_word_has_the_number_of_one_that_is_equal(hashes: list[int]) -> None:
    own = np.array(hashes, dtype=np.uint64)
    number, example = Vocabulary.of(own)
    assert own[example[number]].tolist() == hashes
    assert sorted(set(number.tolist())) == list(range(len(example)))


@given(HASHES, st.data())
def test_distinct_words_are_found_wherever_they_stand(hashes: list[int], data: st.DataObject) -> None:
    vocabulary = Vocabulary.of(np.array(hashes, dtype=np.uint64))
    numbers = data.draw(st.lists(st.sampled_from(range(len(vocabulary.example))))) if hashes else []
    where = np.flatnonzero(np.isin(vocabulary.number, numbers))[data.draw(st.booleans()) :]
    row, word = vocabulary.occurrences(np.array(numbers, dtype=np.int64), where)
    found = list(zip(word.tolist(), row.tolist(), strict=True))
    standing = zip(where.tolist(), vocabulary.number[where].tolist(), strict=True)
    assert sorted(found) == [
        (at, row) for at, number in standing for row, asked in enumerate(numbers) if asked == number
    ]
