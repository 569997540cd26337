"""The receipt's number: made from the case's id, so that whoever holds an envelope knows it too."""

import hashlib

from kiosk.errors import Refused

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: no I, L, O, U, so that a number read aloud is typed right."""


def receipt_number(case: str) -> str:
    """`XXXXX-XXXXX`: 45 bits that cannot be guessed and a check character that finds one wrong or two swapped."""
    value = int.from_bytes(hashlib.sha256(case.encode()).digest()) >> (256 - 45)
    digits = [value >> shift & 31 for shift in range(40, -1, -5)]
    text = "".join(ALPHABET[digit] for digit in [*digits, _check(digits)])
    return f"{text[:5]}-{text[5:]}"


def read_receipt_number(text: str) -> str:
    """The canonical form of a number as somebody typed it; Refused `receipt_mistyped`."""
    plain = text.strip().upper().replace("-", "").replace(" ", "").translate(str.maketrans("ILOU", "110V"))
    if len(plain) != 10 or any(character not in ALPHABET for character in plain):
        raise Refused("receipt_mistyped", "回执编号是 10 位字母和数字，请对照回执再输一次")
    digits = [ALPHABET.index(character) for character in plain]
    if _check(digits[:-1]) != digits[-1]:
        raise Refused("receipt_mistyped", "回执编号有一位不对，请对照回执再输一次")
    return f"{plain[:5]}-{plain[5:]}"


def _check(digits: list[int]) -> int:
    """Weights 1, 3, 5 … are odd, hence invertible modulo 32, and their differences find most swaps."""
    return sum(digit * (2 * place + 1) for place, digit in enumerate(digits)) % 32
