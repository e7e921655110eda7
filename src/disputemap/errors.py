"""What can go wrong, as exceptions.

::

    DisputemapError
    ├── InputError      (ValueError)   a document or a table of mentions cannot be read
    ├── GazetteerError  (ValueError)   a data package is missing, broken or contradicts itself
    └── GeometryError   (ValueError)   a geometry or its CRS is not what a stage needs

Every message names the thing, the place and the remedy, in one line. Doubt is not an error: a mention that
cannot be placed is a row with a reason.
"""


class DisputemapError(Exception):
    """Base of all errors that disputemap raises on purpose."""


class InputError(DisputemapError, ValueError):
    """A document or a table of mentions cannot be read."""


class GazetteerError(DisputemapError, ValueError):
    """A data package is missing, broken or contradicts itself."""


class GeometryError(DisputemapError, ValueError):
    """A geometry, or its coordinate reference system, is not what a stage needs."""


def one_line(message: object) -> str:
    r"""Return a message as one line that is safe on a terminal: file names and cells may hold anything.

    Examples
    --------
    >>> one_line("a\nb\x1b[31m.txt: no such file")
    'a b\ufffd[31m.txt: no such file'
    """
    line = " ".join(str(message).split())
    return "".join(char if char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in line)
