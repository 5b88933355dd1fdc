"""Codes as they come up, numbered, and what is known of each number. Pure."""

from collections.abc import Callable, Iterable, Mapping
from itertools import repeat
from threading import Lock
from typing import Any

import numpy as np

from linghang.casemix.codes import key
from linghang.casemix.columns import ABSENT, Vocabulary

Array = np.ndarray[Any, Any]
_NEW = -1


class Words(Vocabulary):
    """Ids of codes that nobody listed beforehand, by their key; safe to be read into by several threads."""

    def __init__(self) -> None:
        super().__init__((), key)
        self.codes = ["", ""]
        self._seen: dict[str | None, int] = {}
        self._lock = Lock()

    def read(self, texts: Iterable[str | None]) -> Array:
        """The ids of texts as people wrote them; a key that is new gets the next id."""
        texts = list(texts)
        with self._lock:
            ids = np.array(list(map(self._seen.get, texts, repeat(_NEW))), np.int32)
            for place in np.flatnonzero(ids == _NEW).tolist():
                ids[place] = self._add(texts[place])
        return ids

    def _add(self, text: str | None) -> int:
        code = key(text or "")
        number = self.ids.setdefault(code, len(self.codes)) if code else ABSENT
        if number == len(self.codes):
            self.codes.append(code)
        self._seen[text] = number
        return number


class Known:
    """One value for every code of `words`, found out once per code."""

    def __init__(self, words: Words, find: Callable[[str], int], kind: Any = np.int32) -> None:
        self._words, self._find = words, find
        self._values = np.zeros(0, kind)
        self._lock = Lock()

    def of(self, ids: Array) -> Array:
        """The values of these ids; ABSENT has that of the empty code."""
        return np.asarray(self._table()[ids])

    def _table(self) -> Array:
        with self._lock:
            codes = self._words.codes[len(self._values) :]
            if codes:
                more = np.fromiter(map(self._find, codes), self._values.dtype, len(codes))
                self._values = np.concatenate([self._values, more])
            return self._values


def by_prefix(prefixes: Iterable[str], code: str) -> bool:
    """Whether the code begins with one of the prefixes (keys); an empty prefix is none."""
    return any(prefix and code.startswith(prefix) for prefix in prefixes)


def longest_prefix(values: Mapping[str, str], code: str) -> str:
    """The value of the longest prefix of the code that is listed, "" when none is."""
    return next((values[code[:end]] for end in range(len(code), 0, -1) if code[:end] in values), "")
