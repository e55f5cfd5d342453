"""Who a visitor is, however it was typed: names, addresses and numbers made equal."""

import re
import secrets
import unicodedata
from collections.abc import Iterable, Mapping

#: no letters and digits that are mistaken for one another
CODE_ALPHABET = "23456789ABCDEFGHJKMNPRSTVWXYZ"
CODE_LENGTH = 8
#: digits at the end of a telephone number that tell two of them apart
_PHONE_DIGITS = 9
#: a shorter one is an extension, which many people have
_SHORTEST_PHONE = 6
#: letters and digits; what searches take for "anything" is none
WORD = re.compile(r"[^\W_]+")


def name_key(name: str | None) -> str:
    """:param name: of a person, as somebody typed it
    :returns: the same text for the same name: without accents, capitals, punctuation,
        and whichever part comes first; empty when there is no name

    >>> name_key("Ruiz, Ána") == name_key("ana  RUIZ")
    True
    """
    plain = unicodedata.normalize("NFKD", name or "").casefold()
    plain = "".join(char for char in plain if not unicodedata.combining(char))
    return " ".join(sorted(WORD.findall(plain)))


def email_key(email: str | None) -> str:
    """:param email: address
    :returns: the same text for the same mail box, whatever is behind a plus sign

    >>> email_key(" Ana+visit@Example.com ")
    'ana@example.com'
    """
    box, at, domain = (email or "").strip().casefold().rpartition("@")
    return f"{box.partition('+')[0]}@{domain}" if box and at and domain else ""


def phone_key(phone: str | None) -> str:
    """:param phone: number, with or without the code of the country
    :returns: its last digits; empty when there are too few to tell people apart

    >>> phone_key("+86 (0)138 0013-8000") == phone_key("13800138000")
    True
    """
    plain = unicodedata.normalize("NFKC", phone or "")
    digits = "".join(str(int(char)) for char in plain if char.isdecimal())
    return digits[-_PHONE_DIGITS:] if len(digits) >= _SHORTEST_PHONE else ""


def keys(name: str | None, email: str | None, phone: str | None) -> dict[str, str]:
    """:returns: dict of ``name_key``, ``email_key`` and ``phone_key``"""
    return {
        "name_key": name_key(name),
        "email_key": email_key(email),
        "phone_key": phone_key(phone),
    }


def matches(person: Mapping[str, str], others: Iterable[Mapping[str, str]]) -> list:
    """:param person: keys of somebody
    :param others: keys of those who are looked for
    :returns: those of ``others`` who have one of these keys in common with the person
    """
    return [
        other
        for other in others
        if any(value and other[key] == value for key, value in person.items())
    ]


def enough_to_search(words: Iterable[str]) -> bool:
    """:param words: of a name that somebody looks for
    :returns: whether there are three letters, or two characters of a script of which
        one is a syllable

    >>> enough_to_search(["ra"]), enough_to_search(["raf"]), enough_to_search(["王小"])
    (False, True, True)
    """
    weights = [1 if char.isascii() else 2 for word in words for char in word]
    return sum(weights) >= 3


def new_code() -> str:
    """:returns: a code that a visitor can type, drawn at random"""
    return "".join(secrets.choice(CODE_ALPHABET) for _place in range(CODE_LENGTH))


def read_code(text: str | None) -> str:
    """:param text: what somebody typed, or a camera read: a code, or the address that
        ends in a token
    :returns: the code or token in it; empty when there is none

    >>> read_code("ab2c-34df")
    'AB2C34DF'
    >>> read_code("https://cowork.example.com/cowork/visit/aB3_-xyzaB3_-xyzaB3_")
    'aB3_-xyzaB3_-xyzaB3_'
    """
    text = (text or "").strip()[:300]
    if found := re.search(r"/cowork/visit/([A-Za-z0-9_-]{20,64})", text):
        return found[1]
    if re.fullmatch(r"[A-Za-z0-9_-]{20,64}", text):
        return text
    code = re.sub(r"[\s-]", "", text).upper()
    is_code = len(code) == CODE_LENGTH and set(code) <= set(CODE_ALPHABET)
    return code if is_code else ""
