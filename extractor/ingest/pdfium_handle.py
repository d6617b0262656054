"""The type of what PDFium hands out: pages, objects, annotations."""

from typing import Any, TypeAlias

# ctypes pointers to structures without fields; PDFium alone knows what is behind them.
Handle: TypeAlias = Any
