"""Text that others wrote, made safe to show: no control sequence, no character that a format forbids."""


def visible(text: str, keep: str = "") -> str:
    r"""Write what does not print the way Python's repr does: `\x1b`, `\n`, `\u202e`, `\udc80`.

    That covers control characters, line separators, marks that reverse the direction of writing, bytes of a file name
    that are not UTF-8, and with them everything that XML 1.0 forbids. Characters in `keep` stay as they are.
    """
    return "".join(one if one.isprintable() or one in keep else _escaped(one) for one in text)


def encodable(text: str) -> str:
    r"""Write only what UTF-8 cannot hold (the stand-ins for bytes of a file name that are not UTF-8) as `\udc80`."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


def _escaped(character: str) -> str:
    return character.encode("unicode_escape").decode("ascii")
