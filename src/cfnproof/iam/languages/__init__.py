"""The languages of patterns: what one matches that others do not, decided with automata and never by sampling."""

from cfnproof.iam.languages.decisions import contained, outside, overlap
from cfnproof.iam.languages.language import Language
from cfnproof.iam.languages.symbols import ATOM, ATOMS, CASED, begins_with_atom, is_atom
from cfnproof.iam.languages.tokens import Kind, Token, one_without, run_without, text

__all__ = [
    "ATOM",
    "ATOMS",
    "CASED",
    "Kind",
    "Language",
    "Token",
    "begins_with_atom",
    "contained",
    "is_atom",
    "one_without",
    "outside",
    "overlap",
    "run_without",
    "text",
]
