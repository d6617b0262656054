"""Files to upload."""


def pdf(text: str) -> bytes:
    """Bytes that count as a PDF; nobody reads them here."""
    return b"%PDF-1.7\n" + text.encode()


def files(data: bytes, name: str = "form.pdf") -> dict[str, tuple[str, bytes]]:
    """One file of the field `file`, as the client wants it."""
    return {"file": (name, data)}
