"""Pages of Parquet column chunks, found and decompressed in one step for a whole row group. Pure.

Such a step holds no Python lock; with a step per page threads would mostly wait for one another.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import zstandard
from numpy.lib.stride_tricks import as_strided

from linghang.indicators.stored import unpacking
from linghang.indicators.stored.unpacking import FULL_SIZE, PLACE, SAID, SIZE

MOST_PAGES = 4096
"""Of a row group; columns beyond them Arrow reads. Writers make pages of 20,000 rows or a mebibyte."""


@dataclass(frozen=True)
class Pages:
    """Pages of a chunk, decompressed: a line of `table` says of each what the constants of `unpacking` name; it begins
    in `content`, which chunks may share, at its `PLACE`."""

    content: np.ndarray
    table: np.ndarray


def pages_of(file: pa.Buffer, chunks: Sequence[pq.ColumnChunkMetaData]) -> list[Pages]:
    """The pages of each column chunk of a file; none of one that is damaged or has another form than the lake's."""
    places = np.zeros((len(chunks), 3), np.int64)
    for chunk, place in zip(chunks, places, strict=True):
        if chunk.compression == "ZSTD":
            place[0] = chunk.dictionary_page_offset or chunk.data_page_offset
            place[1:] = place[0] + chunk.total_compressed_size, chunk.total_uncompressed_size
    table, ends = np.empty((MOST_PAGES, SAID), np.int64), np.zeros(len(chunks) + 1, np.int64)
    many = unpacking.find_pages(np.frombuffer(file, np.uint8), places, table, ends[1:])
    parts = _decompressed(file, table[:many]) if many else []
    if parts is None:
        return [_NO_PAGES] * len(chunks)
    blocks = _blocks(parts)
    return [_pages(table[first:last], blocks[first:last], parts[first:last]) for first, last in pairwise(ends.tolist())]


_NO_PAGES = Pages(np.frombuffer(b"", np.uint8), np.zeros((0, SAID), np.int64))


def _decompressed(file: pa.Buffer, table: np.ndarray) -> list[np.ndarray] | None:
    """What these pages hold; None if one is damaged."""
    stored = zstandard.BufferWithSegments(file, table[:, [PLACE, SIZE]].astype(np.uint64).tobytes())
    sizes = table[:, FULL_SIZE].astype(np.uint64).tobytes()
    contents: Any  # its segments are buffers, which their types do not say
    try:
        contents = zstandard.ZstdDecompressor().multi_decompress_to_buffer(stored, decompressed_sizes=sizes)
    except (zstandard.ZstdError, ValueError):
        return None
    return [np.frombuffer(contents[number], np.uint8) for number in range(len(table))]


def _blocks(parts: list[np.ndarray]) -> list[tuple[np.ndarray, int]]:
    """Of each part the block in which zstandard has put it one behind the other with its neighbours, and where."""
    begins = [part.ctypes.data for part in parts]
    ends = [begin + len(part) for begin, part in zip(begins, parts, strict=True)]
    heads = [n for n in range(len(parts)) if not n or begins[n] != ends[n - 1]]
    found = []
    for head, behind in pairwise([*heads, len(parts)]):
        block = as_strided(parts[head], (ends[behind - 1] - begins[head],), writeable=False)
        found += [(block, begin - begins[head]) for begin in begins[head:behind]]
    return found


def _pages(table: np.ndarray, blocks: list[tuple[np.ndarray, int]], parts: list[np.ndarray]) -> Pages:
    """The pages of a chunk; copied where they stand in several blocks."""
    if not parts:
        return _NO_PAGES
    content, table = blocks[0][0], table.copy()
    if content is blocks[-1][0]:
        table[:, PLACE] = [place for _, place in blocks]
        return Pages(content, table)
    table[:, PLACE] = np.cumsum(table[:, FULL_SIZE]) - table[:, FULL_SIZE]
    joined = np.concatenate(parts)
    joined.flags.writeable = False
    return Pages(joined, table)
