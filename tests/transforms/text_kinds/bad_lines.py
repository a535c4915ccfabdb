"""Texts of every kind: their lines, the one that tells of an error, what stands around them."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field

Line = Callable[[int, str], str]  # number and a word -> the line


@dataclass(frozen=True)
class Kind:
    """How a text of one kind reads; ``needs`` is what has to stay of the bad line."""

    good: Line
    bad: Line
    head: str = ""
    tail: str = ""
    needs: Line | None = None
    ends: tuple[str, ...] = field(default=())


KINDS: dict[str, Kind] = {
    "CSV": Kind(
        lambda i, w: f"{i},{w},ok,{w[:5]}",
        lambda i, w: f"{i},{w},ERROR,disk full {w}",
        "id,name,state,detail\n",
    ),
    "CSV with semicolons": Kind(
        lambda i, w: f"{i};{w};erledigt;{w[:5]}",
        lambda i, w: f"{i};{w};fehlgeschlagen;{w[:5]}",
        "nr;name;status;text\n",
    ),
    "TSV": Kind(
        lambda i, w: f"{i}\t{w}\tdone\t{w[:5]}",
        lambda i, w: f"{i}\t{w}\tfailed\t{w[:5]}",
        "id\tname\tstate\tdetail\n",
    ),
    "Markdown table": Kind(
        lambda i, w: f"| {i} | {w} | passing | {w[:5]} |",
        lambda i, w: f"| {i} | {w} | failing | {w[:5]} |",
        "| id | name | state | note |\n|---|---|---|---|\n",
    ),
    "psql": Kind(
        lambda i, w: f" {i:3d} | {w} | ",
        lambda i, w: f" {i:3d} | {w} | deadlock detected",
        " id  |  name   | err\n-----+---------+-----\n",
        "\n(300 rows)\n",
        ends=("(300 rows)",),
    ),
    "psql, a plain word": Kind(
        lambda i, w: f" {i:3d} | {w} | ",
        lambda i, w: f" {i:3d} | {w} | gateway said {w}",
        " id  |  name   | err\n-----+---------+-----\n",
        "\n(300 rows)\n",
        ends=("(300 rows)",),
    ),
    "mysql": Kind(
        lambda i, w: f"| {i:3d} | {w} | READY   |",
        lambda i, w: f"| {i:3d} | {w} | ABORTED |",
        "+-----+---------+---------+\n| id  | name    | state   |\n+-----+---------+---------+\n",
        "\n+-----+---------+---------+\n300 rows in set (0.00 sec)\n",
        ends=("300 rows in set (0.00 sec)",),
    ),
    "box": Kind(
        lambda i, w: f"│ {i:3d} │ {w} │ ok     │",
        lambda i, w: f"│ {i:3d} │ {w} │ failed │",
        "┌─────┬─────────┬────────┐\n│ id  │ name    │ state  │\n├─────┼─────────┼────────┤\n",
        "\n└─────┴─────────┴────────┘",
    ),
    "docker ps": Kind(
        lambda i, w: f"{w}{i:05d}   {w}:latest   Up 3 days                  {w}",
        lambda i, w: f"{w}{i:05d}   {w}:latest   Exited (137) 2 hours ago   {w}",
        "CONTAINER ID   IMAGE      STATUS                     NAMES\n",
    ),
    "kubectl get pods": Kind(
        lambda i, w: f"{w}-{i}   1/1     Running            0          3d",
        lambda i, w: f"{w}-{i}   0/1     CrashLoopBackOff   12         3d",
        "NAME        READY   STATUS             RESTARTS   AGE\n",
    ),
    "kubectl get pods, pending": Kind(
        lambda i, w: f"{w}-{i}   1/1     Running            0          3d",
        lambda i, w: f"{w}-{i}   0/1     ErrImagePull       0          3d",
        "NAME        READY   STATUS             RESTARTS   AGE\n",
    ),
    "systemctl": Kind(
        lambda i, w: f"  {w}{i}.service   loaded active running {w}",
        lambda i, w: f"● {w}{i}.service   loaded failed failed  {w}",
        "  UNIT               LOAD   ACTIVE SUB     DESCRIPTION\n",
    ),
    "events": Kind(
        lambda i, w: f"{i}m   Normal    Pulled   pod/{w}   Container image {w} present",
        lambda i, w: f"{i}m   Warning   Failed   pod/{w}   Error: ImagePullBackOff",
        "LAST SEEN   TYPE   REASON   OBJECT   MESSAGE\n",
    ),
    "described pod": Kind(
        lambda i, w: f"  {w.title()}:  {w}",
        lambda i, w: "      Reason:       OOMKilled",
        "Name: web-0\nNamespace: default\nLabels: app=web\n",
    ),
    "key-values": Kind(
        lambda i, w: f"setting_{w}: {w} is the value of this and of nothing else besides, as ever",
        lambda i, w: f"last_error: connection to {w} refused",
    ),
    "YAML": Kind(
        lambda i, w: f"  {w}{i}: {w}",
        lambda i, w: f"  message: 'Back-off pulling image {w}'",
        "apiVersion: v1\nkind: Pod\nstatus:\n",
    ),
    "plan": Kind(
        lambda i, w: f'  + resource "aws_instance" "{w}" {{\n      + ami = "ami-{w}"\n    }}\n',
        lambda i, w: f"│ Error: Invalid instance type {w}",
        "Terraform will perform the following actions:\n\n",
        "\nPlan: 49 to add, 0 to change, 1 to destroy.\n",
        ends=("Plan: 49 to add, 0 to change, 1 to destroy.",),
    ),
    "gcc": Kind(
        lambda i, w: f"[{i:3d}/300] Building CXX object src/{w}.cpp.o",
        lambda i, w: f"src/{w}.cpp:12:5: error: '{w}' was not declared in this scope",
        ends=(),
    ),
    "rustc": Kind(
        lambda i, w: f"   Compiling {w} v0.{i}.0",
        lambda i, w: "error[E0308]: mismatched types",
        tail='\nerror: could not compile `app` (bin "app") due to 1 previous error',
    ),
    "tsc": Kind(
        lambda i, w: f"src/{w}.ts: emitted {i}",
        lambda i, w: f"src/{w}.ts({i},5): error TS2345: Argument of type '{w}'",
    ),
    "javac": Kind(
        lambda i, w: f"[loading {w}/Main{i}.class]",
        lambda i, w: f"{w}/Main.java:{i + 1}: error: cannot find symbol",
    ),
    "mypy": Kind(
        lambda i, w: f"LOG:  Parsing src/{w}.py ({w})",
        lambda i, w: f'src/{w}.py:{i + 1}: error: Name "{w}" is not defined  [name-defined]',
    ),
    "go build": Kind(
        lambda i, w: f"go: downloading example.org/{w} v1.{i}.0",
        lambda i, w: f"./{w}.go:{i + 1}:2: undefined: {w}",
    ),
    "pytest": Kind(
        lambda i, w: f"tests/test_{w}.py::test_{i} PASSED",
        lambda i, w: f"tests/test_{w}.py::test_{i} FAILED",
        "============ test session starts ============\n",
        "\n====== 1 failed, 299 passed in 3.10s ======",
        ends=("====== 1 failed, 299 passed in 3.10s ======",),
    ),
    "pytest, dots": Kind(
        lambda i, w: f"tests/test_{w}.py ........................ [ {i % 99:2d}%]",
        lambda i, w: f"tests/test_{w}.py ......F................. [ {i % 99:2d}%]",
    ),
    "unittest": Kind(
        lambda i, w: f"test_{w} (app.Tests.test_{w}) ... ok",
        lambda i, w: f"test_{w} (app.Tests.test_{w}) ... FAIL",
        tail="\nRan 300 tests in 1.2s\n\nFAILED (failures=1)\n",
        ends=("Ran 300 tests in 1.2s", "FAILED (failures=1)"),
    ),
    "jest": Kind(
        lambda i, w: f"  ✓ {w} works ({i} ms)",
        lambda i, w: f"  ✕ {w} works ({i} ms)",
        tail="\n\nTests:       1 failed, 299 passed, 300 total\nTime:        4.2 s\n",
        ends=("Tests:       1 failed, 299 passed, 300 total",),
    ),
    "go test": Kind(
        lambda i, w: f"--- PASS: Test{w.title()} (0.0{i % 9}s)",
        lambda i, w: f"--- FAIL: Test{w.title()} (0.0{i % 9}s)",
        tail="\nFAIL\nexit status 1\n",
    ),
    "cargo test": Kind(
        lambda i, w: f"test {w}::works ... ok",
        lambda i, w: f"test {w}::works ... FAILED",
    ),
    "TAP": Kind(
        lambda i, w: f"ok {i + 1} - {w}",
        lambda i, w: f"not ok {i + 1} - {w}",
    ),
    "gtest": Kind(
        lambda i, w: f"[       OK ] Suite.{w} ({i} ms)",
        lambda i, w: f"[  FAILED  ] Suite.{w} ({i} ms)",
    ),
    "Ansible": Kind(
        lambda i, w: f"ok: [{w}] => (item={i})",
        lambda i, w: f'fatal: [{w}]: FAILED! => {{"changed": false, "rc": 2}}',
        tail="\nPLAY RECAP ****\nweb : ok=299 changed=0 unreachable=0 failed=1\n",
        ends=("web : ok=299 changed=0 unreachable=0 failed=1",),
    ),
    "pip": Kind(
        lambda i, w: f"Collecting {w}=={i}.0",
        lambda i, w: f"ERROR: No matching distribution found for {w}",
    ),
    "npm": Kind(
        lambda i, w: f"npm http fetch GET 200 https://registry.npmjs.org/{w} {i}ms",
        lambda i, w: f"npm ERR! code ERESOLVE {w}",
    ),
    "apt": Kind(
        lambda i, w: f"Get:{i} http://deb.debian.org/debian bookworm/main amd64 {w}",
        lambda i, w: f"E: Unable to locate package {w}",
    ),
    "docker build": Kind(
        lambda i, w: f"#{i} [stage-1 {i}/300] COPY {w} /app",
        lambda i, w: f'#{i} ERROR: process "/bin/sh -c {w}" did not complete: exit code: 127',
    ),
    "git": Kind(
        lambda i, w: f"Auto-merging src/{w}.py",
        lambda i, w: f"CONFLICT (content): Merge conflict in src/{w}.py",
    ),
    "listing": Kind(
        lambda i, w: f"./src/{w}/part_{i}.py",
        lambda i, w: f"find: './private/{w}': Permission denied",
    ),
    "long listing": Kind(
        lambda i, w: f"-rw-r--r-- 1 dain staff  32{i} Nov 17 23:49 {w}.txt",
        lambda i, w: f"ls: cannot access '{w}': No such file or directory",
    ),
    "hits": Kind(
        lambda i, w: f"src/{w}.py:{i + 1}:    value = {w}",
        lambda i, w: f"grep: {w}: Permission denied",
    ),
    "go test, verbose": Kind(
        lambda i, w: f"=== RUN   Test{w}\n--- PASS: Test{w} (0.0{i % 10}s)",
        lambda i, w: f"=== RUN   Test{w}\n--- FAIL: Test{w} (0.0{i % 10}s)",
        needs=lambda i, w: f"--- FAIL: Test{w}",
    ),
    "tasks of a runner": Kind(
        lambda i, w: f"[lint:{'abc'[i % 3]}] {w} is fine",
        lambda i, w: f"[lint:{'abc'[i % 3]}] {w}.go:{i}:2: undefined: {w}",
    ),
    "settings": Kind(
        lambda i, w: f"branch.{w}.merge={w}",
        lambda i, w: f"error: key does not contain a section: {w}",
    ),
    "hits in logs": Kind(
        lambda i, w: f"var/app.log:{i + 1}:2026-03-05 10:00:00 INFO {w}",
        lambda i, w: f"var/app.log:{i + 1}:2026-03-05 10:00:00 ERROR {w}",
    ),
    "prose": Kind(
        lambda i, w: f"The {w} was carried to the harbour and back again by number {i}.",
        lambda i, w: f"The import of {w} failed in the night.",
        "# Report\n\n",
    ),
    "prose, upper case": Kind(
        lambda i, w: f"The {w} was carried to the harbour and back again by number {i}.",
        lambda i, w: f"ERROR: the {w} stands still.",
        "# Report\n\n",
    ),
    "source with a crash behind": Kind(
        lambda i, w: f"    {w} = step_{i}({w})",
        lambda i, w: f"fatal: unable to read {w}",
        "def main():\n",
    ),
    "diff": Kind(
        lambda i, w: f" {w} = {i}",
        lambda i, w: f"error: patch failed: src/{w}.py:{i}",
        "diff --git a/x.py b/x.py\n--- a/x.py\n+++ b/x.py\n@@ -1,9 +1,9 @@\n-a\n+b\n",
    ),
    "HTML table": Kind(
        lambda i, w: f"<tr><td>{i}</td><td>{w}</td><td>ok</td></tr>",
        lambda i, w: f"<tr><td>{i}</td><td>{w}</td><td>failed: {w}</td></tr>",
        "<html><body><table>\n",
        "\n</table></body></html>",
        needs=lambda i, w: f"failed: {w}",
    ),
    "JSON list": Kind(
        lambda i, w: f'{{"id": {i}, "name": "{w}", "state": "ok"}},',
        lambda i, w: f'{{"id": {i}, "name": "{w}", "state": "failed"}},',
        "[",
        '{"id": 999, "name": "last", "state": "ok"}]',
        needs=lambda i, w: w,
    ),
    "JSON list of messages": Kind(
        lambda i, w: f'{{"n": {i}, "level": "info", "message": "{w} was handled"}},',
        lambda i, w: f'{{"n": {i}, "level": "error", "message": "{w} is gone"}},',
        "[",
        '{"n": 999, "level": "info", "message": "last"}]',
        needs=lambda i, w: f"{w} is gone",
    ),
    "JSON list, bunyan": Kind(
        lambda i, w: f'{{"n": {i}, "level": 30, "msg": "{w} was handled"}},',
        lambda i, w: f'{{"n": {i}, "level": 50, "msg": "{w} was handled"}},',
        "[",
        '{"n": 999, "level": 30, "msg": "last"}]',
        needs=lambda i, w: w,
    ),
    "JSON list, German": Kind(
        lambda i, w: f'{{"n": {i}, "meldung": "{w} bearbeitet"}},',
        lambda i, w: f'{{"n": {i}, "meldung": "{w} fehlgeschlagen"}},',
        "[",
        '{"n": 999, "meldung": "letzte"}]',
        needs=lambda i, w: f"{w} fehlgeschlagen",
    ),
    "JSON lines": Kind(
        lambda i, w: f'{{"n": {i}, "level": "info", "message": "{w} was handled"}}',
        lambda i, w: f'{{"n": {i}, "level": "error", "message": "{w} was handled"}}',
        needs=lambda i, w: w,
    ),
    "log in a field of JSON": Kind(
        lambda i, w: f"step {i} {w} done\\n",
        lambda i, w: f"ERROR: {w} is lost\\n",
        '{"exit_code": 1, "stdout": "',
        '"}',
        needs=lambda i, w: f"ERROR: {w} is lost",
    ),
    "sqlite": Kind(
        lambda i, w: f"{i}|{w}|ok",
        lambda i, w: f"{i}|{w}|constraint failed",
    ),
    "JUnit": Kind(
        lambda i, w: f'  <testcase name="{w}" time="0.1"/>',
        lambda i, w: f'  <testcase name="{w}"><failure message="{w}"/></testcase>',
        '<?xml version="1.0"?>\n<testsuite tests="200" failures="1">\n',
        "\n</testsuite>",
    ),
    "IIS": Kind(
        lambda i, w: (
            f"2026-03-05 10:00:{i % 60:02d} 10.0.0.1 GET /{w} - 443 - 10.0.0.9 x 200 0 0 {i}"
        ),
        lambda i, w: (
            f"2026-03-05 10:00:{i % 60:02d} 10.0.0.1 GET /{w} - 443 - 10.0.0.9 x 500 0 0 {i}"
        ),
    ),
    "ESLint": Kind(
        lambda i, w: f"  {i + 1}:5  warning  Unexpected {w}  no-{w}",
        lambda i, w: f"  {i + 1}:5  error  '{w}' is not defined  no-undef",
        "/app/a.js\n",
        "\n\n✖ 200 problems (1 error, 199 warnings)\n",
        ends=("✖ 200 problems (1 error, 199 warnings)",),
    ),
    "progress": Kind(
        lambda i, w: f"Downloading {w}: {i % 100}% |{'#' * (i % 20)}|",
        lambda i, w: f"ERROR: checksum mismatch {w}",
    ),
}


def made(name: str, count: int, bad: int, seed: int) -> tuple[str, list[str]]:
    """Return a text of a kind with its bad line at ``bad``, and what has to stay of it."""
    kind = KINDS[name]
    dice = random.Random(seed)
    words = ["".join(dice.choices("bcdfghijklmnopqrstuvwxyz", k=7)) for _ in range(count)]
    lines = [kind.bad(i, w) if i == bad else kind.good(i, w) for i, w in enumerate(words)]
    line = kind.needs(bad, words[bad]) if kind.needs else lines[bad]
    return kind.head + "\n".join(lines) + kind.tail, [line, *kind.ends]
