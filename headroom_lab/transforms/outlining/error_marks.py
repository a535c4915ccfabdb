"""Forms that speak of an error whatever words stand beside them: codes, statuses, test results.

Each row names the programs or the standard whose form it is; all looked up in November 2026.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from headroom_lab.transforms.outlining.stamps import STAMP

NAMED = "…Error"  # a text with this among its words holds the name of an error's class


@dataclass(frozen=True, slots=True)
class Mark:
    """A form of a line; looked for on lines that hold one of its ``words`` (lower case).

    A group in the form parts its hits into kinds. ``in_code``: it is no form that source code
    or prose has, so it tells there too.
    """

    name: str
    words: frozenset[str]
    form: re.Pattern[str]
    in_code: bool


def _mark(name: str, words: str, form: str, *, in_code: bool = False) -> Mark:
    return Mark(name, frozenset(words.split()), re.compile(form), in_code)


# A status code that is the first number of three digits behind the name of a method.
_BEHIND = r"(?:(?![\s=:\[(][1-5]\d\d(?:[\s,;:\"\])]|$))[^\n]){0,300}[\s=:\[(]"
_METHOD = r"\b(?:GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS|CONNECT)\b"
_HTTP = "get post put patch delete head options connect http"
_STATUS = "status statuscode httpstatus responded response code"
_NAMED = r"(?i)\b\w*(?:status|response)(?:[_ ]?code)?[\"']?\s?[:=]?\s?\"?"

MARKS = (
    # shells, Docker, systemd, make, GitHub Actions, subprocess, Kubernetes' description of pods
    _mark(
        "exit code",
        "exit exits exited exitcode returncode returned rc retcode errorlevel exitstatus return",
        r"(?i)\bexit(?:ed|s|[ _-]?(?:with|code|status|value))(?:[ _-]?(?:with|code|status|value|error))*"
        r"\W{0,4}(?:is )?-?[1-9]\d*\b"
        r"|\b(?:return[ _]?code|retcode|rc|errorlevel)[\"']?\s?[:= ]\s?\"?-?[1-9]\d{0,9}\b"
        r"|\breturned (?:a )?(?:non-?zero|-?[1-9]\d{0,2}\b(?! \w))|\bstatus=\d+/(?!SUCCESS)[A-Z]",
        in_code=True,
    ),
    _mark("signal", "signal dumped", r"(?i)\bsignal:? \(?(?:SIG\w+|\d|killed)|\bcore dumped", in_code=True),
    # access logs (combined format, morgan, Rails, load balancers), HTTP clients, fields of records
    _mark("HTTP", _HTTP, _METHOD + _BEHIND + r"([45])\d\d(?=[\s,;:\"\])]|$)"),
    _mark("HTTP version", "http", r"\bHTTP/[\d.]+\"?\s([45])\d\d\b"),
    _mark("named status", _STATUS, _NAMED + r"([45])\d\d\b"),
    # TAP, pytest, unittest, go test, mocha, rspec, NUnit
    _mark("not ok", "not", r"^[ \t]*not ok\b", in_code=True),
    _mark("E lines", "E", r"^E {2,}\S", in_code=True),
    _mark("dots", "F E", r"^\S+ [.sxX]{0,400}[FE][.sxXFE]{0,400}\s+\[\s*\d+%\]"),
    _mark("failing", "failing failures", r"^[ \t]*[1-9]\d* failing\b|^[ ]{0,4}\d+\) \S"),
    # npm, pip, apt, git, GitHub Actions, Azure, TeamCity, GitLab, Terraform, BuildKit
    _mark(
        "packages",
        "npm yarn pnpm E",
        r"^[ \t]*(?:npm|yarn|pnpm)\s(?:ERR!|error)|^E: \S",
        in_code=True,
    ),
    _mark(
        "pipelines",
        "error vso teamcity status failure",
        r"##\[error\]|^::error|##vso\[[^\]\n]*(?:error|result=Failed)|##teamcity\[(?:testFailed|buildProblem)"
        r"|status='(?:ERROR|FAILURE)'|^[ \t]*[│╷╵]\s*Error:",
        in_code=True,
    ),
    _mark("conflict", "conflict", r"^CONFLICT \(", in_code=True),
    _mark("rejected", "rejected", r"^ ! \[(?:remote )?rejected\]", in_code=True),
    _mark("incompatible", "incompatible installed", r"\brequires \S.*, (?:but you have .* which is incompatible|which is not installed)\.?$", in_code=True),
    _mark("CMake", "cmake", r"^CMake (?:Deprecation |Generate )?Error\b", in_code=True),
    # jest, vitest, rspec
    _mark("expectation", "expected received got", r"^\s{2,}(?:[Ee]xpected|Received|got)\b[\w ]{0,30}: +\S"),
    # gcc, clang, rustc, tsc, javac, go, eslint, mypy, MSBuild, ld
    _mark(
        "compilers",
        "error errors undefined fatal",
        r"^[ \t]*(?:\S+[:(]\d+[:,]?\d*\)?:? ?-? ?|\S+: )(?:fatal |internal compiler )?error\b(?! ?[=(.])"
        r"|^error(?:\[\w+\])?: (?!null|none|nil|0\b|\[\]|\"\"|'')|^[ \t]*\d+:\d+\s+error\s|\berror (?:TS|CS|MSB|LNK|C|E)\d+\b|undefined reference",
        in_code=True,
    ),
    _mark("go compiler", "go", r"^\S+\.go:\d+:\d+: (?!\s)", in_code=True),
    # the last line of a traceback
    _mark(
        "exceptions",
        f"{NAMED} exception throwable",
        r"^(?:[\w.$]*[A-Z]\w*(?:Error|Exception|Throwable)(?:: \S.*)?|Exception in thread .*)$",
        in_code=True,
    ),
    # commands that say what they could not do
    _mark(
        "commands",
        "denied cannot directory permitted fatal found such",
        r"^[\w./ -]{1,60}: [^\n]{0,300}?(?:No such file|Permission denied|[Cc]annot |not found$"
        r"|Is a directory|Operation not permitted)|^fatal: ",
        in_code=True,
    ),
    # JUnit's report
    _mark("JUnit", "failure error", r"<(?:failure|error)\b", in_code=True),
    # klog and glog
    _mark("klog", "E F", r"^[EF]\d{4} \d\d:\d\d:\d\d", in_code=True),
    # pino and bunyan (50, 60), syslog's priorities of severity 0 to 3, journald
    _mark("numeric level", "level", r"\"?\blevel\"?\s?[:=]\s?\"?(?:50|60)\b"),
    _mark("priority", "priority", r"(?i)\bpriority\"?\s?[:=]\s?\"?[0-3]\b"),
    # sanitizers, debuggers, kernels
    _mark(
        "sanitizers",
        "addresssanitizer leaksanitizer threadsanitizer undefinedbehaviorsanitizer runtime sigsegv"
        " sigabrt bug oops",
        r"^(?:==\d+==)?(?:ERROR|SUMMARY|WARNING): \w+Sanitizer|: runtime error: |\bSIG(?:SEGV|ABRT)\b"
        r"|^.{0,40}\b(?:BUG|Oops): ",
        in_code=True,
    ),
    _mark("PHP", "php", r"^PHP (?:Fatal|Parse|Warning|Notice)", in_code=True),
)  # fmt: skip

# Signs that test runners and linters put before what failed.
SIGNS = re.compile(r"[✗✘✖✕❌⛔🛑🔴💥🚨⨯☠]|^[ \t]*[×●]\s", re.MULTILINE)
# Letters are told by their case. A level of one letter: klog, glog, logcat, and short forms of the rest.
LETTER = re.compile(
    rf"^(?:[\w./-]{{1,40}} {{0,20}}\| )?(?:\W{{0,2}}{STAMP})?[^A-Za-z\n]{{0,40}}?"
    r"([DIVWEFCNT])(?=[\s/:\])|]|\d{4}\s)",
    re.MULTILINE,
)
PRIORITY = re.compile(r"^<(\d{1,3})>", re.MULTILINE)
