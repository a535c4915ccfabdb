"""What speaks of an error, what doesn't, and what belongs to it."""

from __future__ import annotations

import pytest

from headroom_lab.transforms.outlining.error_records import error_records
from headroom_lab.transforms.outlining.errors import error_lines
from headroom_lab.transforms.outlining.odd_rows import odd_rows
from headroom_lab.transforms.outlining.summaries import summaries
from tests.transforms.outlining.sent import POLICIES, sent

GOOD = [f"10:00:{i % 60:02d} step {i} of the work is done" for i in range(60)]
TRACEBACKS = {
    "Python": """Traceback (most recent call last):
  File "/app/a.py", line 3, in f
    g()
  File "/app/a.py", line 9, in g
    raise ValueError("no")
ValueError: no

During handling of the above exception, another exception occurred:

Traceback (most recent call last):
  File "/app/b.py", line 1, in h
    f()
RuntimeError: still no""",
    "Python, group": """  + Exception Group Traceback (most recent call last):
  |   File "/app/a.py", line 3, in f
  |     g()
  | ExceptionGroup: two (2 sub-exceptions)
  +-+---------------- 1 ----------------
    | ValueError: one
    +------------------------------------""",
    "Java": """Exception in thread "main" java.lang.IllegalStateException: no
\tat com.acme.A.run(A.java:12)
\tat com.acme.B.main(B.java:3)
Caused by: java.io.IOException: disk
\tat com.acme.C.read(C.java:88)
\t... 2 more""",
    "Node": """TypeError: Cannot read properties of undefined (reading 'x')
    at f (/app/a.js:3:5)
    at async Promise.all (index 0)
    at node:internal/main/run_main_module:23:47""",
    "Go": """panic: runtime error: index out of range [3] with length 2

goroutine 1 [running]:
main.f(...)
\t/app/main.go:12
main.main()
\t/app/main.go:5 +0x1d
exit status 2""",
    "Rust": """thread 'main' panicked at src/main.rs:3:5:
stack backtrace:
   0: rust_begin_unwind
   1: core::panicking::panic_fmt
note: Some details are omitted""",
    "Ruby": """app.rb:3:in `f': no such thing (RuntimeError)
\tfrom app.rb:9:in `g'
\tfrom app.rb:12:in `<main>'""",
    "PHP": """PHP Fatal error:  Uncaught Exception: no in /app/a.php:3
Stack trace:
#0 /app/a.php(9): f()
#1 {main}
  thrown in /app/a.php on line 3""",
    ".NET": """Unhandled exception. System.InvalidOperationException: no
   at Acme.A.Run(String x) in /app/A.cs:line 12
   at Acme.B.Main(String[] args) in /app/B.cs:line 3""",
    "sanitizer": """==77==ERROR: AddressSanitizer: heap-use-after-free on address 0x60
    #0 0x4f in f /app/a.c:3
    #1 0x5a in main /app/a.c:9
SUMMARY: AddressSanitizer: heap-use-after-free /app/a.c:3 in f""",
    "Elixir": """** (RuntimeError) no
    (app 0.1.0) lib/a.ex:3: A.f/1
    (app 0.1.0) lib/b.ex:9: B.g/1""",
}


@pytest.mark.parametrize("policy", POLICIES)
@pytest.mark.parametrize("name", TRACEBACKS)
def test_a_traceback_stays_with_its_frames(name: str, policy: str) -> None:
    text = "\n".join([*GOOD, TRACEBACKS[name], *GOOD[::-1]])
    assert [ln for ln in TRACEBACKS[name].split("\n") if ln not in sent(text, policy)] == []


BAD = [
    "E0305 10:02:11.123456       1 file.go:12] gone",
    "<3>gone",
    '{"level":50,"msg":"x"}',
    "Exited (137) 2 hours ago",
    "exit status 1",
    "Process completed with exit code 1.",
    "command returned 2",
    "npm ERR! code E404",
    "ошибка соединения",
    "接続エラーが発生",
    "GET /x 404 12ms",
    "not ok 3 - x",
    "##vso[task.complete result=Failed;]",
    "##teamcity[testFailed name='x']",
    "##[error]gone",
    "status: CrashLoopBackOff",
    "connect ECONNREFUSED 10.0.0.1:5432",
    "event=payment_failed id=7",
    "web : ok=3 failed=1",
    "ORA-00942: table or view does not exist",
    "ERROR 1045 (28000): Access denied for user",
    "psql: FATAL:  password authentication failed",
    "x.c:3:1: error: foo",
    "  ✗ it works",
]
HARMLESS = [
    "0 errors",
    "no errors found",
    "errors: 0",
    '"error": null, "a": 2',
    "web : ok=3 failed=0",
    "exit code 0",
    "Exited (0) 2 hours ago",
    "src/error.log",
    "on_error: null",
    "without failures",
    '10.0.0.1 - - "GET /x HTTP/1.1" 200 512',
    "--- PASS: TestErrorIsKept (0.00s)",
    "tests/test_errors.py::test_error PASSED",
]


@pytest.mark.parametrize("line", BAD)
def test_a_line_that_speaks_of_an_error(line: str) -> None:
    assert 7 in error_lines([*GOOD[:7], line, *GOOD], "log")


@pytest.mark.parametrize("line", HARMLESS)
def test_a_line_that_speaks_of_none(line: str) -> None:
    assert 7 not in error_lines([*GOOD[:7], line, *GOOD], "log")


def test_what_fires_on_most_lines_is_no_signal() -> None:
    lines = [f"10:00:{i:02d} error budget of service {i} was read" for i in range(60)]
    assert error_lines(lines, "log") == set()
    lines[33] = "10:00:33 FATAL error budget of service 33 is spent"
    assert error_lines(lines, "log") == {33}


@pytest.mark.parametrize(
    "line",
    [
        'raise ValueError("failed")',
        "    throw new Error('fatal: no')",
        "ERROR = 5",
        "const error: string = failed",
        "# ERROR: is said where it fails",
        "except IOError:",
        'log.error("failed to connect")',
        "os.Exit(1)",
    ],
)
def test_code_speaks_of_errors_that_did_not_happen(line: str) -> None:
    code = [f"value_{i} = step_{i}(value)" for i in range(60)]
    for kind in ("source", "diff"):
        assert error_lines([*code, line, *code], kind) == set()


def test_records_are_read_as_lines() -> None:
    records = [{"id": i, "level": "info", "code": 0} for i in range(60)]
    records[7]["level"] = "error"
    records[9] = {"id": 9, "level": "info", "exit_code": 3}
    assert error_records(records) == {7, 9}
    assert error_records([{"error": "x"}] * 60) == set()
    assert error_records([1, 2]) == set()


def test_a_row_that_differs_where_all_others_agree_is_odd() -> None:
    rows = ["id,name,note", *(f"{i},n{i * 7},{'zeta' if i == 33 else ''}" for i in range(80))]
    assert odd_rows(rows, "table") >= {34}
    assert len(odd_rows(rows, "table")) <= 3
    assert odd_rows([f"{i},{i * 7 % 13},{i % 2}" for i in range(80)], "table") == set()
    assert odd_rows(rows[:5], "table") == set()


def test_lines_that_sum_up() -> None:
    sums = ["(150 rows)", "Plan: 1 to add, 0 to change, 1 to destroy.", "3 failed, 10 passed in 2s",
            "Tests: 2 failed, 9 total", "Found 12 errors", "added 30 packages in 2s", "Ran 9 tests in 1s"]  # fmt: skip
    for line in sums:
        assert 30 in summaries([*GOOD[:30], line, *GOOD])
    assert summaries([f"{i} rows" for i in range(60)]) == set()
