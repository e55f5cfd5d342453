"""Which of many people and companies is meant by what stands on a label.

Labels are typed in a hurry: parts of names, in any order, without accents, with the
company's legal form or not. A name that is written in characters is one word, so pairs
of letters are compared, not words alone.
"""

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

#: words that say nothing about who is meant
_NOISE = frozenset(
    "ltd limited inc llc llp plc gmbh ag kg ug sa sarl sas srl spa bv nv ab oy as co"
    " corp corporation company mr mrs ms dr attn att fao care of the and to".split()
)
_CJK_FORMS = re.compile("股份有限公司|有限责任公司|有限公司|公司|先生|女士|小姐|收$")
_CARE_OF = re.compile(r"\bc/o\b")
_TOKEN = re.compile(r"\w+")
#: so much of a word must be the same for it to count at all
_LEAST = 0.5
#: from here on nobody needs to be asked, if the next one is clearly worse
SURE = 0.85
_MARGIN = 0.12
#: what a parcel service prints below its bars
_TRACKING = re.compile(r"(?=(?:[^0-9]*[0-9]){5})[A-Z0-9]{8,40}", re.IGNORECASE)


class Candidate(NamedTuple):
    """Somebody a label may mean.

    :param key: anything that stands for them
    :param name: their own name
    :param context: other words that may stand on the label with it: the company
    """

    key: object
    name: str
    context: str = ""


class Match(NamedTuple):
    """:param score: from 0 (nothing in common) to 1 (the same name)"""

    key: object
    score: float


def normalise(text):
    """:returns: the text without accents, capitals, punctuation and legal forms"""
    text = unicodedata.normalize("NFKD", str(text or "")).casefold()
    text = "".join(char for char in text if not unicodedata.combining(char))
    text = _CARE_OF.sub(" ", unicodedata.normalize("NFC", text))
    return _CJK_FORMS.sub(" ", text)


@lru_cache(maxsize=65536)
def words(text):
    """:returns: tuple of the words of a name that tell who is meant"""
    found = _TOKEN.findall(normalise(text).replace("_", " "))
    telling = tuple(word for word in found if word not in _NOISE)
    return telling or tuple(found)


def is_tracking(text):
    """:returns: whether a text that was scanned or typed is a shipment's number: long,
    in one piece, with five digits at least"""
    return bool(_TRACKING.fullmatch(str(text or "").strip()))


@lru_cache(maxsize=65536)
def likeness(typed, word):
    """How much two words are the same.

    :returns: 1 for the same word, less for the beginning of one or for typing errors,
        0 when they have little in common
    """
    if typed == word:
        return 1.0
    if word.startswith(typed):
        return 0.8 + 0.15 * len(typed) / len(word)
    ours, theirs = _pairs(typed), _pairs(word)
    share = 2 * len(ours & theirs) / (len(ours) + len(theirs))
    return share if share >= _LEAST else 0.0


@lru_cache(maxsize=65536)
def _pairs(word):
    padded = f" {word} "
    return {padded[index : index + 2] for index in range(len(padded) - 1)}


def rank(typed, candidates, limit=5):
    """Who may be meant, the likeliest first.

    :param typed: what stands on the label
    :param candidates: iterable of :class:`Candidate`
    :param limit: so many at the most
    :returns: list of :class:`Match`

    >>> rank("silva", [Candidate(1, "Rafa Silva"), Candidate(2, "Yuki Sato")])
    [Match(key=1, score=0.85)]
    """
    label = words(typed)
    if not label:
        return []
    matches = []
    for candidate in candidates:
        name = words(candidate.name)
        if not name:
            continue
        own = [[likeness(word, part) for part in name] for word in label]
        if not any(map(any, own)):
            continue
        context = words(candidate.context)
        covered = sum(
            max([*row, *(likeness(word, part) for part in context)])
            for word, row in zip(label, own, strict=True)
        )
        named = sum(map(max, zip(*own, strict=True)))
        score = 0.7 * covered / len(label) + 0.3 * named / len(name)
        matches.append(Match(candidate.key, round(score, 4)))
    # A stable order: of two that fit as well, the one that came first.
    matches.sort(key=lambda match: -match.score)
    return [match for match in matches[:limit] if match.score >= _LEAST]


def choose(matches):
    """:param matches: of one label, as :func:`rank` returns them
    :returns: the key of the one who is meant beyond doubt, or None"""
    if not matches or matches[0].score < SURE:
        return None
    if len(matches) > 1 and matches[0].score - matches[1].score < _MARGIN:
        return None
    return matches[0].key
