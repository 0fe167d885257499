"""Compare names that were typed on different systems."""

import unicodedata


def same(name: str) -> str:
    """The form in which two names are equal if a person reads them as one: use it as a key, and show the name as given.

    Case, Unicode normalisation (NFKC: a ZIP file from macOS holds e + U+0301 where a roster holds é), invisible
    characters such as zero-width spaces, and white space at the ends make no difference.
    """
    visible = "".join(c for c in unicodedata.normalize("NFKC", name) if unicodedata.category(c) != "Cf")
    return unicodedata.normalize("NFKC", visible.casefold()).strip()
