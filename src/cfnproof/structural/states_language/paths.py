"""Paths and intrinsic functions, as text.

https://docs.aws.amazon.com/step-functions/latest/dg/amazon-states-language-paths.html
https://docs.aws.amazon.com/step-functions/latest/dg/intrinsic-functions.html
"""

import re
from typing import Final

from cfnproof.template.suggestions import did_you_mean

_STEP: Final = r"""(?:\.[^\s.\[\]()@,:?*'"$]+|\[\d+\]|\['[^']*'\]|\["[^"]*"\])"""
_REFERENCE: Final = re.compile(rf"\$(?:\$|[^\W\d]\w*)?{_STEP}*")
_RESULT: Final = re.compile(rf"\${_STEP}*")
_HEAD: Final = re.compile(r"\$(?:\$|[^\W\d]\w*)?(?=[.\[]|$)")
_CALL: Final = re.compile(r"(States\.\w+)\s*\(")
_LITERAL: Final = re.compile(r"-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null|'(?:\\.|[^'\\])*'", re.DOTALL)
_MAX_NESTING: Final = 10
_ANY: Final = 1_000

FUNCTIONS: Final = {
    "States.Array": (0, _ANY),
    "States.ArrayContains": (2, 2),
    "States.ArrayGetItem": (2, 2),
    "States.ArrayLength": (1, 1),
    "States.ArrayPartition": (2, 2),
    "States.ArrayRange": (3, 3),
    "States.ArrayUnique": (1, 1),
    "States.Base64Decode": (1, 1),
    "States.Base64Encode": (1, 1),
    "States.Format": (1, _ANY),
    "States.Hash": (2, 2),
    "States.JsonMerge": (3, 3),
    "States.JsonToString": (1, 1),
    "States.MathAdd": (2, 2),
    "States.MathRandom": (2, 3),
    "States.StringSplit": (2, 2),
    "States.StringToJson": (1, 1),
    "States.UUID": (0, 0),
}
"""Function to the least and the most arguments that it takes."""


def looks_computed(text: str) -> bool:
    """Whether a text reads like a path or a call, so that its writer meant it to be worked out."""
    return text.startswith(("$.", "$$.", "$[")) or bool(_CALL.match(text))


def path_error(text: str) -> str | None:
    """What is wrong with a JSONPath, None where it is one."""
    if not text.startswith("$"):
        return "is no path: a path begins with '$'"
    if not _HEAD.match(text) or text.endswith(".") or not _balanced(text):
        return "is no valid JSONPath: write it like $.name[0]"
    return None


def reference_error(text: str) -> str | None:
    """What is wrong with a reference path: a path to one value, by names and positions only."""
    error = path_error(text)
    if error is None and not _REFERENCE.fullmatch(text):
        return "is no reference path: it may only use '.name', '[0]' and \"['name']\""
    return error


def result_error(text: str) -> str | None:
    """What is wrong with a ResultPath: a reference path into the state's input."""
    error = reference_error(text)
    if error is None and not _RESULT.fullmatch(text):
        return "is no path into the state's input: a ResultPath begins with '$.', not with '$$' or a variable"
    return error


def computed_error(text: str) -> str | None:
    """What is wrong with the value of a key that ends in '.$': a path or an intrinsic function."""
    if text.startswith("$"):
        return path_error(text)
    if not text.startswith("States."):
        return "is neither a path (it begins with '$') nor an intrinsic function (States.…): write one of them"
    try:
        end = _call(text, 0, 0)
    except _CallError as error:
        return str(error)
    return None if end == len(text) else f"has {text[end:]!r} behind the call: remove it"


class _CallError(Exception):
    """What is wrong with a call."""


def _call(text: str, start: int, depth: int) -> int:
    """Check the call at `start`; return where it ends."""
    match = _CALL.match(text, start)
    if not match:
        raise _CallError("is no call of an intrinsic function: write States.Name(arguments)")
    name = match[1]
    if name not in FUNCTIONS:
        hint = did_you_mean(name, FUNCTIONS, f"write one of {', '.join(FUNCTIONS)}")
        raise _CallError(f"calls {name!r}, which is no intrinsic function: {hint}")
    if depth >= _MAX_NESTING:
        raise _CallError(f"nests more than {_MAX_NESTING} intrinsic functions: spread them over states")
    arguments, end = _arguments(text, match.end(), depth)
    least, most = FUNCTIONS[name]
    if not least <= len(arguments) <= most:
        expected = f"{least}" if least == most else f"{least} or more" if most == _ANY else f"{least} to {most}"
        raise _CallError(f"gives {name} {len(arguments)} arguments: give {expected}")
    if name == "States.Format" and arguments[0].startswith("'"):
        places = len(re.findall(r"(?<!\\)\{\}", arguments[0]))
        if places != len(arguments) - 1:
            raise _CallError(f"gives States.Format {len(arguments) - 1} values for {places} places {{}}: give as many")
    return end


def _arguments(text: str, start: int, depth: int) -> tuple[list[str], int]:
    """The arguments from behind the opening parenthesis, and the position behind the closing one."""
    found: list[str] = []
    position = _blank(text, start)
    while position < len(text) and text[position] != ")":
        if found:
            if text[position] != ",":
                raise _CallError(f"lacks a comma before {text[position:]!r}: add it")
            position = _blank(text, position + 1)
        end = _argument(text, position, depth)
        found.append(text[position:end])
        position = _blank(text, end)
    if position >= len(text):
        raise _CallError("lacks a closing parenthesis: add it")
    return found, position + 1


def _argument(text: str, start: int, depth: int) -> int:
    literal = _LITERAL.match(text, start)
    if literal:
        return literal.end()
    if text.startswith("States.", start):
        return _call(text, start, depth + 1)
    if text.startswith("$", start):
        end, nested = start, 0
        while end < len(text) and (nested or text[end] not in ",)"):
            nested += {"[": 1, "(": 1, "]": -1, ")": -1}.get(text[end], 0)
            end += 1
        error = path_error(text[start:end].rstrip())
        if error is None:
            return end
        raise _CallError(f"has the argument {text[start:end]!r}, which {error}")
    raise _CallError(f"has an argument at {text[start:]!r} that is no path, number, 'text' or function: write one")


def _blank(text: str, position: int) -> int:
    while position < len(text) and text[position].isspace():
        position += 1
    return position


def _balanced(text: str) -> bool:
    """Whether brackets, parentheses and quotes are closed, in order."""
    open_: list[str] = []
    for character in text:
        if open_ and open_[-1] in "'\"":
            if character == open_[-1]:
                open_.pop()
        elif character in "'\"[(":
            open_.append(character)
        elif character in "])" and (not open_ or open_.pop() != {"]": "[", ")": "("}[character]):
            return False
    return not open_
