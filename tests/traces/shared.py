"""Where the recorded sessions lie, beside the checkout; tests on them skip where they don't."""

from __future__ import annotations

from pathlib import Path

import pytest

DATA = Path(__file__).parents[3] / "shared" / "data"
SESSIONS = DATA / "sessions"
NATIVE = DATA / "native"
needs_sessions = pytest.mark.skipif(not SESSIONS.exists(), reason=f"no sessions at {SESSIONS}")
needs_native = pytest.mark.skipif(not NATIVE.exists(), reason=f"no files at {NATIVE}")
