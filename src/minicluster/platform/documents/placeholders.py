"""Names in an office's form, written `{{name}}`, in whatever kind of file the form is."""

import re
from typing import Final

# A name may hold spaces inside, such as `{{애로과제 발굴}}`.
PLACEHOLDER: Final = re.compile(r"\{\{\s*([^{}\s](?:[^{}]*[^{}\s])?)\s*\}\}")
# A form is a few pages; what unpacks to more than this was made to fill the memory.
LARGEST_UNPACKED: Final = 50 * 1024 * 1024
MOST_PARTS: Final = 500
# What XML cannot hold.
UNPRINTABLE: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
