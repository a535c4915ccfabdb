"""Logs as many programs write them: good lines, and the one that tells of an error."""

from __future__ import annotations

import random
from collections.abc import Callable

Line = Callable[[int, str], str]  # number and a word -> the line


def _t(i: int) -> str:
    return f"{10 + i // 3600:02d}:{i // 60 % 60:02d}:{i % 60:02d}"


# Name -> a good line, a bad line.
DIALECTS: dict[str, tuple[Line, Line]] = {
    "log4j": (
        lambda i, w: f"2026-03-05 {_t(i)},123 INFO  [main] com.acme.{w} - handled {w}",
        lambda i, w: f"2026-03-05 {_t(i)},123 ERROR [main] com.acme.{w} - gave {w} up",
    ),
    "ISO with T": (
        lambda i, w: f"2026-03-05T{_t(i)}.001Z info {w} handled",
        lambda i, w: f"2026-03-05T{_t(i)}.001Z error {w} not handled",
    ),
    "ISO with offset": (
        lambda i, w: f"2026-03-05T{_t(i)}+02:00 [INFO] {w} handled",
        lambda i, w: f"2026-03-05T{_t(i)}+02:00 [FATAL] {w} gone",
    ),
    "syslog": (
        lambda i, w: f"Mar  5 {_t(i)} host {w}[{i}]: session opened for {w}",
        lambda i, w: f"Mar  5 {_t(i)} host sshd[{i}]: Failed password for {w}",
    ),
    "RFC 5424": (
        lambda i, w: f"<30>1 2026-03-05T{_t(i)}Z host app {i} - - {w} handled",
        lambda i, w: f"<27>1 2026-03-05T{_t(i)}Z host app {i} - - {w} {w}",
    ),
    "klog": (
        lambda i, w: f"I0305 {_t(i)}.123456       1 {w}.go:12] synced {w}",
        lambda i, w: f"E0305 {_t(i)}.123456       1 {w}.go:12] syncing {w}",
    ),
    "logcat": (
        lambda i, w: f"03-05 {_t(i)}.123  1234  5678 I {w}: started",
        lambda i, w: f"03-05 {_t(i)}.123  1234  5678 E {w}: started",
    ),
    "logcat brief": (
        lambda i, w: f"D/{w}(  123): started {i}",
        lambda i, w: f"E/{w}(  123): started {i}",
    ),
    "logfmt": (
        lambda i, w: f'time=2026-03-05T{_t(i)}Z level=info msg="{w} handled"',
        lambda i, w: f'time=2026-03-05T{_t(i)}Z level=error msg="{w} handled"',
    ),
    "zap": (
        lambda i, w: f"2026-03-05T{_t(i)}.123Z\tinfo\t{w}/x.go:12\thandled\t{{}}",
        lambda i, w: f"2026-03-05T{_t(i)}.123Z\terror\t{w}/x.go:12\thandled\t{{}}",
    ),
    "pino": (
        lambda i, w: f'{{"level":30,"time":1772704{i:06d},"msg":"{w}"}}',
        lambda i, w: f'{{"level":50,"time":1772704{i:06d},"msg":"{w}"}}',
    ),
    "JSON lines": (
        lambda i, w: f'{{"level": "info", "n": {i}, "msg": "handled {w}"}}',
        lambda i, w: f'{{"level": "error", "n": {i}, "msg": "handled {w}"}}',
    ),
    "Serilog": (
        lambda i, w: f"[{_t(i)} INF] handled {w}",
        lambda i, w: f"[{_t(i)} ERR] handled {w}",
    ),
    ".NET console": (
        lambda i, w: f"info: Acme.{w.title()}[0] handled {i}",
        lambda i, w: f"fail: Acme.{w.title()}[0] handled {i}",
    ),
    "Rust": (
        lambda i, w: f"[2026-03-05T{_t(i)}Z INFO  {w}::db] handled",
        lambda i, w: f"[2026-03-05T{_t(i)}Z ERROR {w}::db] handled",
    ),
    "java.util.logging": (
        lambda i, w: f"Mar 05, 2026 {_t(i)} AM com.acme.{w} run INFO: handled {w}",
        lambda i, w: f"Mar 05, 2026 {_t(i)} AM com.acme.{w} run SEVERE: handled {w}",
    ),
    "nginx": (
        lambda i, w: f"2026/03/05 {_t(i)} [notice] 7#7: {w} started",
        lambda i, w: f"2026/03/05 {_t(i)} [crit] 7#7: {w} started",
    ),
    "access log": (
        lambda i, w: (
            f'10.0.0.{i % 250} - - [05/Mar/2026:{_t(i)} +0000] "GET /{w} HTTP/1.1" 200 512'
        ),
        lambda i, w: (
            f'10.0.0.{i % 250} - - [05/Mar/2026:{_t(i)} +0000] "GET /{w} HTTP/1.1" 502 512'
        ),
    ),
    "morgan": (
        lambda i, w: f"GET /{w} 200 {i}.123 ms - 512",
        lambda i, w: f"GET /{w} 500 {i}.123 ms - 512",
    ),
    "Apache errors": (
        lambda i, w: f"[Thu Mar 05 {_t(i)}.123456 2026] [core:notice] [pid 7] {w} handled",
        lambda i, w: f"[Thu Mar 05 {_t(i)}.123456 2026] [core:error] [pid 7] {w} handled",
    ),
    "GitHub Actions": (
        lambda i, w: f"2026-03-05T{_t(i)}.1234567Z handled {w}",
        lambda i, w: f"2026-03-05T{_t(i)}.1234567Z ##[error]Process completed with exit code 2.",
    ),
    "compose": (
        lambda i, w: f"web-1  | {_t(i)} INFO {w} handled",
        lambda i, w: f"db-1   | {_t(i)} FATAL {w} handled",
    ),
    "PostgreSQL": (
        lambda i, w: f"2026-03-05 {_t(i)}.123 UTC [77] LOG:  handled {w}",
        lambda i, w: f'2026-03-05 {_t(i)}.123 UTC [77] PANIC:  relation "{w}"',
    ),
    "journal": (
        lambda i, w: f"Mär 05 {_t(i)} host systemd[1]: Started {w}.service.",
        lambda i, w: (
            f"Mär 05 {_t(i)} host systemd[1]: {w}.service: Main process exited, "
            "code=exited, status=1/FAILURE"
        ),
    ),
    "kernel": (
        lambda i, w: f"[ {i:6d}.123456] usb {w}: handled",
        lambda i, w: f"[ {i:6d}.123456] Out of memory: Killed process {i} ({w})",
    ),
    "seconds": (
        lambda i, w: f"1772704{i:03d} INFO {w} handled",
        lambda i, w: f"1772704{i:03d} ERROR {w} handled",
    ),
    "bars": (
        lambda i, w: f"2026-03-05 {_t(i)} | INFO     | {w}:run:12 - handled",
        lambda i, w: f"2026-03-05 {_t(i)} | CRITICAL | {w}:run:12 - handled",
    ),
    "German": (
        lambda i, w: f"05.03.2026 {_t(i)} Auftrag {w} bearbeitet",
        lambda i, w: f"05.03.2026 {_t(i)} Auftrag {w} fehlgeschlagen",
    ),
    "French": (
        lambda i, w: f"05/03/2026 {_t(i)} commande {w} traitée",
        lambda i, w: f"05/03/2026 {_t(i)} échec de la commande {w}",
    ),
    "Russian": (
        lambda i, w: f"{_t(i)} заказ {w} обработан",
        lambda i, w: f"{_t(i)} ошибка: заказ {w}",
    ),
    "Japanese": (
        lambda i, w: f"{_t(i)} 注文{w}を処理しました",
        lambda i, w: f"{_t(i)} 注文{w}でエラーが発生しました",
    ),
    "Chinese": (
        lambda i, w: f"{_t(i)} 订单{w}已处理",
        lambda i, w: f"{_t(i)} 订单{w}处理失败",
    ),
    "Korean": (
        lambda i, w: f"{_t(i)} 주문 {w} 처리됨",
        lambda i, w: f"{_t(i)} 주문 {w} 오류",
    ),
    "Spanish": (
        lambda i, w: f"{_t(i)} pedido {w} tramitado",
        lambda i, w: f"{_t(i)} pedido {w} rechazado",
    ),
    "Polish": (
        lambda i, w: f"{_t(i)} zamówienie {w} przyjęte",
        lambda i, w: f"{_t(i)} błąd zamówienia {w}",
    ),
    "Turkish": (
        lambda i, w: f"{_t(i)} sipariş {w} tamamlandı",
        lambda i, w: f"{_t(i)} sipariş {w} başarısız",
    ),
}


def log(name: str, count: int, bad: int, seed: int) -> tuple[str, str]:
    """Return a log of ``count`` lines with one bad one at ``bad``, and that line."""
    good, wrong = DIALECTS[name]
    dice = random.Random(seed)
    words = ["".join(dice.choices("abcdefghijklmnopqrstuvwxyz", k=7)) for _ in range(count)]
    lines = [wrong(i, w) if i == bad else good(i, w) for i, w in enumerate(words)]
    return "\n".join(lines), lines[bad]
