"""Document -> Mentions of places that the gazetteer lacks, so that they are reported rather than lost.

Only behind feature words that are hardly ever anything else ("village of", بلدة) and only where the next word can be a
name. Such a mention has no places to choose from; it comes out with its reason.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from disputemap.models import Mention
from disputemap.words import ARTICLE

if TYPE_CHECKING:
    from collections.abc import Container, Iterator, Sequence

    from disputemap.lexicon import Lexicon
    from disputemap.models import Document
    from disputemap.words import Words

MAX_NAME_WORDS = 3
MIN_NAME_LETTERS = 3
ADJECTIVE_ENDINGS = ("ه", "اخري", "كبري", "صغري")
VERB_PREFIXES = ("ت", "ي", "كان")


def find_unknown(document: Document, words: Words, lexicon: Lexicon, known: Sequence[Mention]) -> Iterator[Mention]:
    """Yield names that no known mention covers, in text order; each is a list of its own."""
    taken = {index for mention in known for index in range(mention.head, mention.tail + 1)}
    opening = lexicon.openings.get(document.lang.partition("-")[0] or "ar")
    if not opening:
        return
    for seen in opening.pattern.finditer(words.folded.text):
        index = words.at(seen.end() - 1) + 1
        found = words.phrase_before(index, opening.features) if index < len(words) else None
        last = _name_end(index, document, words, opening.others) if found else None
        if found and last is not None and taken.isdisjoint(range(found.first, last + 1)):
            yield _mention(document, words, (found.first, index, last), opening.features[found.phrase])


def _name_end(index: int, document: Document, words: Words, others: Container[str]) -> int | None:
    """Return the last word of the name that begins at word `index`, or None if no name does.

    A Latin name has capitals. In Arabic script, what follows a bare "village" is a name, unless it is a word of the
    vocabulary ("near"), an adjective (feminine, as "village" is) or a verb ("lies", "belongs").
    """
    word = words[index]
    if word.isascii():
        last = index - 1
        while last + 1 < min(len(words), index + MAX_NAME_WORDS) and _is_capitalised(last + 1, document, words):
            last += 1
            if words.broken(last, last + 1) or words.comma(last, last + 1):
                break
        return last if last >= index else None
    definite = word.startswith(ARTICLE)
    other = word in others or word.endswith(ADJECTIVE_ENDINGS) or word.startswith(VERB_PREFIXES)
    return None if (other and not definite) or len(word) < MIN_NAME_LETTERS or not word.isalpha() else index


def _is_capitalised(index: int, document: Document, words: Words) -> bool:
    return document.text[words.folded.offsets[words.starts[index]]].isupper()


def _mention(document: Document, words: Words, span: tuple[int, int, int], features: tuple[str, ...]) -> Mention:
    head, first, last = span
    start, end = words.folded.original(words.starts[first], words.ends[last])
    key = words.folded.text[words.starts[first] : words.ends[last]]
    return Mention(
        doc=document.id,
        start=start,
        end=end,
        surface=document.text[start:end],
        token_start=start,
        token_end=end,
        clitics=(),
        lang=document.lang,
        context_lang=document.lang,
        key=key,
        place_ids=(),
        head=head,
        tail=last,
        features=features,
        group=-1 - first,
        reasons=(f"feature word before an unknown name: {' or '.join(features)}",),
    )
