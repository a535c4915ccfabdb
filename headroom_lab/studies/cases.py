"""A cell's conversation, read once for all points, and what its evaluators share."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeVar

from headroom_lab.garbage import collection_paused
from headroom_lab.messages import Conversation, read
from headroom_lab.messages.given import Request
from headroom_lab.messages.protection import is_guarded
from headroom_lab.replays.kept import Judge
from headroom_lab.replays.needs import Needs
from headroom_lab.results import SimulationResult
from headroom_lab.results.kept import Kept
from headroom_lab.simulation import simulate
from headroom_lab.studies.grid import Point
from headroom_lab.studies.information import needed_by
from headroom_lab.tokens import Tokenizer
from headroom_lab.traces.corpus_items import CorpusItem
from headroom_lab.transforms.base import Context, step_of
from headroom_lab.transforms.guarding import guarded
from headroom_lab.transforms.outlining.errors import error_lines
from headroom_lab.transforms.text_kinds import kind_of

T = TypeVar("T")


@dataclass(frozen=True)
class Subject:
    """A conversation, read once for all points; ``needs`` are what it needs of itself later."""

    item: CorpusItem
    request: Request

    @cached_property
    def whole(self) -> Conversation:
        """The messages, a system prompt among them."""
        return read(self.request.messages)

    @cached_property
    def needs(self) -> Needs:
        """Its values that are used later, and its edits."""
        return needed_by(self.item, self.whole)

    @cached_property
    def error_lines(self) -> frozenset[str]:
        """The lines of its tool outputs that speak of an error."""
        found: set[str] = set()
        for block in self.whole.blocks:
            if block.role == "tool":
                lines = block.text.split("\n")
                told = error_lines(lines, kind_of(block.text))
                found |= {lines[n].strip() for n in told}
        return frozenset(found - {""})

    def once(self, name: str, make: Callable[[], T]) -> T:
        """Return what an evaluator makes of the conversation, the same for all points."""
        if name not in self._made:
            self._made[name] = make()
        made: T = self._made[name]
        return made

    @cached_property
    def _made(self) -> dict[str, Any]:
        """What was made, by name."""
        return {}


@dataclass(frozen=True)
class Case:
    """One conversation at one point; ``options`` as ``simulate`` takes them."""

    subject: Subject
    point: Point
    model: str
    tokenizer: Tokenizer
    options: Mapping[str, Any]

    @cached_property
    def result(self) -> SimulationResult:
        """The simulation of the whole conversation."""
        return self.simulated(self.subject.request)

    @cached_property
    def sent(self) -> Conversation:
        """What comes out of it."""
        return read(self.result.messages, format=self.subject.whole.format)

    def simulated(self, request: Request) -> SimulationResult:
        """Return a simulation of the request at this point."""
        return simulate(
            request,
            model=self.model,
            policy=self.point.policy,
            query=self.point.query,
            tokenizer=self.tokenizer,
            **self.options,
        )

    @cached_property
    def context(self) -> Context:
        """What the policy's steps may ask for beside the messages."""
        return Context(
            self.tokenizer,
            self.result.context_limit,
            self.options.get("output_buffer"),
            self.point.query,
            model=self.tokenizer.model,
            shift=self.subject.request.begins,
        )

    @cached_property
    def kept(self) -> Kept:
        """What the policy keeps of what is needed later, just before each use."""
        needed, whole = self.subject.needs, self.subject.whole
        judge = Judge(needed)
        with collection_paused():
            for use in dict.fromkeys(needed.uses):
                # The first messages are those of the whole conversation: read, counted and
                # searched once however many uses there are.
                sent = whole.keep(range(use))
                for transform in self.point.policy.pipeline.steps():
                    step = step_of(transform, sent, self.context)
                    if is_guarded(sent):
                        step = guarded(sent, step, self.tokenizer)
                    sent = step.conversation
                judge.see(use, use + 1, sent.to_list())
        return judge.kept
