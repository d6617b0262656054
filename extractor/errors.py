"""The one tree of errors: a broken file or machine. A strange form is a Finding instead.

    JixiaoError
    ├── IngestError            the file cannot be read (exit code 3)
    │   ├── EmptyFileError             ingest.empty
    │   ├── UnsupportedTypeError       ingest.unsupported_type
    │   ├── EncryptedFileError         ingest.encrypted
    │   ├── UnreadableFileError        ingest.unreadable
    │   ├── TooLargeError              ingest.too_large
    │   ├── TooManyPagesError          ingest.too_many_pages
    │   ├── PageTooLargeError          ingest.page_too_large
    │   ├── DecodeTimeoutError         ingest.timeout
    │   ├── DecoderCrashedError        ingest.crashed_decoder
    │   ├── MissingConverterError      ingest.missing_converter
    │   └── BadLineError               ingest.bad_line
    ├── OcrError               a page cannot be recognised (exit code 4)
    │   └── WeightsMissingError        ocr.weights_missing
    ├── ChampionError          a learned model in use cannot be loaded (exit code 4)
    ├── MissingPackageError    an optional package is not installed (exit code 5)
    ├── TaxonomyError          a taxonomy file is wrong (exit code 3)
    ├── ContractError          an object is not of the JSON contract (exit code 3)
    └── OutputError            the result cannot be written (exit code 6)

Every leaf carries `code`, `remedy` (Chinese, then English) and the exit code of the command line.
"""

from pathlib import Path
from typing import ClassVar


class JixiaoError(Exception):
    """Base of every error that has a code and a remedy."""

    code: ClassVar[str] = "error"
    remedy: ClassVar[str] = "请查看说明。 See the message."
    exit_code: ClassVar[int] = 1


class IngestError(JixiaoError):
    """The file cannot be read."""

    code = "ingest"
    exit_code = 3


class EmptyFileError(IngestError):
    """The file has no bytes."""

    code = "ingest.empty"
    remedy = "文件为空，请重新导出或扫描。 The file is empty: export or scan it again."


class UnsupportedTypeError(IngestError):
    """The bytes are of no type that is read here."""

    code = "ingest.unsupported_type"
    remedy = (
        "支持 PDF、图片、XLSX、DOCX、HTML 和文本。 "
        "Give a PDF, an image, an XLSX, DOCX or HTML file, or text."
    )


class EncryptedFileError(IngestError):
    """The file needs a password."""

    code = "ingest.encrypted"
    remedy = "请去除密码后重试。 Save the file without a password and try again."


class UnreadableFileError(IngestError):
    """The file is damaged, cut off or has no page."""

    code = "ingest.unreadable"
    remedy = "文件损坏或不完整，请重新导出。 The file is damaged: export or scan it again."


class TooLargeError(IngestError):
    """The file, or what it unpacks to, is over a size limit."""

    code = "ingest.too_large"
    remedy = (
        "请拆分文件；字节数的上限可用 --max-bytes 调高。 "
        "Split the file; a limit on its bytes can be raised with --max-bytes."
    )


class TooManyPagesError(IngestError):
    """The document has more pages than allowed."""

    code = "ingest.too_many_pages"
    remedy = "请拆分文件或调高 --max-pages。 Split the document, or raise --max-pages."


class PageTooLargeError(IngestError):
    """An image has more pixels than allowed."""

    code = "ingest.page_too_large"
    remedy = "请以 200–300 dpi 重新扫描。 Scan the page at 200 to 300 dpi."


class DecodeTimeoutError(IngestError):
    """The decoder did not finish in time and was ended."""

    code = "ingest.timeout"
    remedy = "页面过于复杂，请打印为图片后重试。 The page is too complex: print it to an image."


class DecoderCrashedError(IngestError):
    """The decoder process died: out of memory, or broken by the file."""

    code = "ingest.crashed_decoder"
    remedy = "文件可能有害或损坏，请重新导出。 The file breaks its decoder: export it again."


class MissingConverterError(IngestError):
    """A legacy format needs a program that is not installed."""

    code = "ingest.missing_converter"
    remedy = (
        "请安装 LibreOffice，或另存为 DOCX/XLSX/PDF。 "
        "Install LibreOffice (soffice), or save the file as DOCX, XLSX or PDF."
    )


class BadLineError(IngestError):
    """A line of JSON Lines is not what it should be; the message tells its number."""

    code = "ingest.bad_line"
    remedy = (
        '每行应为一个 JSON 对象，如 {"level3": "培训次数", "level2": "数量指标"}。 '
        "Give one JSON object a line, with level3 and, if known, level2 and value."
    )


class OcrError(JixiaoError):
    """A page image cannot be recognised."""

    code = "ocr"
    exit_code = 4


class WeightsMissingError(OcrError):
    """The recognition weights are not on this machine."""

    code = "ocr.weights_missing"
    remedy = (
        "请重新安装 jixiao；用了 --weights 时请检查该目录。 "
        "Install jixiao again: its weights come in a wheel. With --weights, check that folder."
    )


class ChampionError(JixiaoError):
    """A model that was learned from corrections and is in use is not there, or is none."""

    code = "models.champion"
    remedy = (
        "用 jixiao models rollback 回退，或加 --models none 使用随产品的模型。 "
        "Go back with `jixiao models rollback`, or read with --models none."
    )
    exit_code = 4


class MissingPackageError(JixiaoError):
    """An optional package is not installed; the message names the extra."""

    code = "missing_package"
    remedy = "请按提示安装可选依赖。 Install the extra that the message names."
    exit_code = 5


class TaxonomyError(JixiaoError):
    """A file of the taxonomy, or an extension of it, is wrong; the message names the concept."""

    code = "taxonomy"
    remedy = (
        "请按提示修改该文件；格式见 extractor/taxonomy/data/README.md。 "
        "Correct the file as told; its format is in extractor/taxonomy/data/README.md."
    )
    exit_code = 3

    def __init__(self, path: Path, concept: str | None, reason: str) -> None:
        super().__init__(path, concept, reason)  # all three, so that it can be pickled
        self.path = path
        self.concept = concept
        self.reason = reason

    def __str__(self) -> str:
        place = f"{self.path} ({self.concept})" if self.concept else str(self.path)
        return f"{place}: {self.reason}"


class ContractError(JixiaoError):
    """An object is not of the JSON contract; the message names the place in it."""

    code = "contract"
    remedy = "请按 jixiao schema 的格式提供。 Give an object of the form of `jixiao schema`."
    exit_code = 3


class OutputError(JixiaoError):
    """A result file cannot be written."""

    code = "output"
    remedy = "请检查路径和权限。 Check the path and its permissions."
    exit_code = 6
