"""What fields and notes of a PDF show becomes part of its pages."""

import pypdfium2.raw as pdfium

from extractor.ingest.pdfium_handle import Handle

_PRINTED = frozenset(
    {
        pdfium.FPDF_ANNOT_WIDGET,
        pdfium.FPDF_ANNOT_FREETEXT,
        pdfium.FPDF_ANNOT_STAMP,
        pdfium.FPDF_ANNOT_LINE,
        pdfium.FPDF_ANNOT_SQUARE,
    }
)


def merge_annotations(page: Handle, form: Handle) -> bool:
    """Draw the values of form fields, free text and stamps into the page's content.

    True where the page changed and has to be loaded again. `form` is the form environment or
    None; with it, fields without an appearance get one.
    """
    count = pdfium.FPDFPage_GetAnnotCount(page)
    if not any(_kind(page, index) in _PRINTED for index in range(count)):
        return False
    if form:
        pdfium.FORM_OnAfterLoadPage(page, form)
    result = pdfium.FPDFPage_Flatten(page, pdfium.FLAT_NORMALDISPLAY)
    if form:
        pdfium.FORM_OnBeforeClosePage(page, form)
    return bool(result == pdfium.FLATTEN_SUCCESS)


def _kind(page: Handle, index: int) -> int:
    annotation = pdfium.FPDFPage_GetAnnot(page, index)
    if not annotation:
        return int(pdfium.FPDF_ANNOT_UNKNOWN)
    try:
        return int(pdfium.FPDFAnnot_GetSubtype(annotation))
    finally:
        pdfium.FPDFPage_CloseAnnot(annotation)
