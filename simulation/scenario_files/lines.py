"""The line on which each key of a TOML text stands, which `tomllib` does not tell.

The text has been accepted by `tomllib`, so this reader only has to follow it, never to judge it.
"""

import re
import tomllib
from collections.abc import Iterator

Path = tuple[str | int, ...]
"""Where a value is in the document: keys, and places in lists counted from nought."""

TOKEN = re.compile(
    r'''
      """(?:\\.|[^\\])*?"""(?:"{0,2})     # strings over several lines; two quotes may stand before the last three
    | \'\'\'.*?\'\'\'(?:'{0,2})
    | "(?:\\.|[^"\\])*"
    | '[^']*'
    | \#[^\n]*
    | \n
    | [][{}=,.]
    | [^][{}=,.\#"'\s]+
    ''',
    re.VERBOSE | re.DOTALL,
)


def lines(text: str) -> dict[Path, int]:
    """The line, counted from one, of every key, table and list element of a valid TOML text."""
    return _Reader(text).read()


class _Reader:
    """Follows the tokens of a text, one ahead, and notes where each path first stands."""

    def __init__(self, text: str) -> None:
        self.found: dict[Path, int] = {}
        self.arrays: dict[Path, int] = {}  # how many [[tables]] of that name there are so far
        self.tokens = self._scan(text.replace("\r\n", "\n"))
        self._advance()

    def _scan(self, text: str) -> Iterator[tuple[str, int]]:
        line, position = 1, 0
        for match in TOKEN.finditer(text):
            line += text.count("\n", position, match.start())
            position = match.start()
            yield match.group(), line
        yield "", line

    def _advance(self) -> str:
        """Go on by one token, past comments, and return the one left behind."""
        left = getattr(self, "token", "")
        self.token, self.line = next(self.tokens, ("", 0))
        while self.token.startswith("#"):
            self.token, self.line = next(self.tokens, ("", 0))
        return left

    def read(self) -> dict[Path, int]:
        table: Path = ()
        while self.token:
            if self.token == "\n":
                self._advance()
            elif self.token == "[":
                table = self._header()
            else:
                self._pair(table)
        return self.found

    def _header(self) -> Path:
        """`[a.b]` or `[[a.b]]`: the path of the table that begins here."""
        line = self.line
        self._advance()
        repeated = self.token == "["
        if repeated:
            self._advance()
        *parents, last = self._key("]")
        path: Path = ()
        for part in parents:
            self._note((*path, part), line)
            path = self._inside((*path, part))
        path = (*path, last)
        if repeated:
            self._note(path, line)
            self.arrays[path] = self.arrays.get(path, 0) + 1
        path = self._inside(path)
        self._note(path, line)
        while self.token == "]":
            self._advance()
        return path

    def _inside(self, path: Path) -> Path:
        """The last element so far, where `path` is a list of tables."""
        return (*path, self.arrays[path] - 1) if path in self.arrays else path

    def _key(self, end: str) -> list[str]:
        """The parts of a key, up to the token after it. `tomllib` itself undoes quotes and escapes."""
        raw = ""
        while self.token != end:
            raw += self._advance()
        parts, value = [], tomllib.loads(f"{raw} = 0")
        while isinstance(value, dict):
            [(part, value)] = value.items()
            parts.append(part)
        return parts

    def _pair(self, table: Path) -> None:
        """`key = value`."""
        line = self.line
        path = table
        for part in self._key("="):
            path = (*path, part)
            self._note(path, line)
        self._advance()
        self._value(path)

    def _value(self, path: Path) -> None:
        """A value, followed into lists and inline tables."""
        opening = self._advance()
        if opening == "[":
            self._list(path)
        elif opening == "{":
            self._inline_table(path)
        else:
            while self.token not in ("\n", ",", "]", "}", ""):
                self._advance()

    def _list(self, path: Path) -> None:
        place = 0
        while self.token != "]":
            if self.token in ("\n", ","):
                place += self._advance() == ","
            else:
                self._note((*path, place), self.line)
                self._value((*path, place))
        self._advance()

    def _inline_table(self, path: Path) -> None:
        while self.token != "}":
            if self.token in ("\n", ","):
                self._advance()
            else:
                self._pair(path)
        self._advance()

    def _note(self, path: Path, line: int) -> None:
        self.found.setdefault(path, line)
