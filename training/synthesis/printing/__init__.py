"""From blocks of a form to page images with exact truth: set by a browser, ruled by us."""
