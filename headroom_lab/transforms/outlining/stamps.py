"""Times as logs write them before a line."""

from __future__ import annotations

import re

# Any of: ISO 8601 and its kin, syslog's, Apache's, Go's, day first, glog's, a time alone, seconds
# since 1970.
STAMP = (
    r"(?:\d{4}[-/.]\d\d[-/.]\d\d(?:[T _,]*\d\d:?\d\d:?\d\d)?"
    r"|(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun),?\s)?(?:\d\d?\s)?"
    r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)\s+\d\d?,?(?:\s\d{4})?,?\s\d\d:\d\d:\d\d"
    r"|\d\d?[-/. ](?:\d\d|[A-Z][a-z]{2})[-/. ]\d{2,4}[T :,]+\d\d:\d\d(?::\d\d)?"
    r"|\d\d-\d\d \d\d:\d\d:\d\d|[DIWEFCV]\d{4} \d\d:\d\d:\d\d|\d{6} \d{6}"
    r"|\d\d:\d\d:\d\d|1[0-9]{9}(?:[0-9]{3}|[0-9]{6}|[0-9]{9})?|\d{8}[T ]?\d{6})"
    r"(?:[.,:]\d{1,9})?(?:\s?[AP]M\b)?(?:Z|\s?[+-]\d\d:?\d\d\b|\s(?:UTC|GMT|CES?T|[ECMP][SD]T)\b)?"
)
# What may stand before it: a bracket, the name of a container or host, syslog's priority, a number.
_BEFORE = r"(?:<\d{1,3}>\d?\s?|\W{1,4}|[\w./-]{1,40}\s{0,20}\|\s|\d{1,7}[:\t] ?|\w+=\"?)?"
stamped = re.compile(_BEFORE + STAMP).match
# A line of a web server, whose time stands behind the address; a line of an event's fields.
served = re.compile(
    r"\S+ \S+ \S+ \[\d\d/[A-Z][a-z]{2}/\d{4}[: ]|(?:\w+=\S+ ){2,}|\[\s{0,8}\d+\.\d{3,6}\]\s|[DIVWEF]/\w"
    r"|[\w.-]{1,40}\s{0,20}\|\s(?=\S*\d)"
).match
