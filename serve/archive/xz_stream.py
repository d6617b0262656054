"""XZ and LZMA files unpacked as a stream, in bounded memory: a file says itself how large the
dictionary is that it needs, up to 4 GiB."""

import io
import lzma
from typing import IO

from typing_extensions import Buffer

from serve.settings import MEBIBYTE

_MAGICS = (b"\xfd7zXZ\x00", b"\x5d\x00\x00")
_CHUNK = 256 * 1024
_MEMORY = 256 * MEBIBYTE  # `xz -9` asks for 65 MiB


def is_xz(start: bytes) -> bool:
    """Whether a file that begins so is one."""
    return start.startswith(_MAGICS)


class XzStream(io.RawIOBase):
    """What is packed in a file."""

    def __init__(self, packed: IO[bytes], memory: int = _MEMORY) -> None:
        self._packed = packed
        self._memory = memory
        self._decompressor: lzma.LZMADecompressor | None = None

    def readable(self) -> bool:
        """See RawIOBase."""
        return True

    def readinto(self, buffer: Buffer) -> int:
        """See RawIOBase. Raises LZMAError for what is damaged or needs more memory, EOFError for
        what is cut off."""
        target = memoryview(buffer)
        while target:
            piece = self._next(len(target))
            if piece is None:
                return 0
            if piece:
                target[: len(piece)] = piece
                return len(piece)
        return 0

    def _next(self, most: int) -> bytes | None:
        """At most so many bytes, perhaps none yet; None at the end. Files may follow each other,
        zeros between them."""
        packed = b""
        if self._decompressor is None or self._decompressor.eof:
            packed = self._rest().lstrip(b"\0")
            while not packed:
                read = self._packed.read(_CHUNK)
                if not read:
                    return None
                packed = read.lstrip(b"\0")
            self._decompressor = lzma.LZMADecompressor(memlimit=self._memory)
        elif self._decompressor.needs_input:
            packed = self._packed.read(_CHUNK)
            if not packed:
                raise EOFError("the packed file is cut off")
        return self._decompressor.decompress(packed, most)

    def _rest(self) -> bytes:
        return self._decompressor.unused_data if self._decompressor is not None else b""
