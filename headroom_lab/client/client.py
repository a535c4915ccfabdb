"""The wrapped vendor client."""

from __future__ import annotations

from os import PathLike
from typing import TYPE_CHECKING, Any, ClassVar, Self
from uuid import UUID

from headroom_lab.client import loading
from headroom_lab.client.flight import Terms
from headroom_lab.client.outbox import Outbox
from headroom_lab.client.requests import check_mode, check_session
from headroom_lab.client.resources import AsyncResource, Resource, View
from headroom_lab.client.unread import settle
from headroom_lab.client.wrapped import TREES, checked_trial, provider_of, sendable, vendor_name
from headroom_lab.config import CacheAlignerConfig, Mode, RollingWindowConfig, SmartCrusherConfig
from headroom_lab.policies.pipeline import TransformPipeline
from headroom_lab.policies.policy import PolicyLike
from headroom_lab.policies.protecting.protect import protected
from headroom_lab.policies.trials import Trial
from headroom_lab.providers.base import PricedProvider
from headroom_lab.providers.own import asked
from headroom_lab.providers.prices import PricesLike, prices_of
from headroom_lab.store import Store, open_store
from headroom_lab.traces.recording import Recorder, recorder
from headroom_lab.transforms.prompts.cache_aligner import CacheAligner
from headroom_lab.transforms.smart_crusher import SmartCrusher
from headroom_lab.transforms.windows.rolling_window import RollingWindow

if TYPE_CHECKING:
    from headroom_lab.client.surface import Chat, Measured


class _Wrapped:
    """What the sync and the async client share: everything but closing."""

    _resource: ClassVar[type[Resource]]
    _is_async: ClassVar[bool]
    if TYPE_CHECKING:
        chat: Chat
        responses: Measured
        messages: Measured

    def __init__(
        self,
        original_client: Any,
        provider: PricedProvider | None = None,
        default_mode: Mode = "audit",
        store_url: str | None = None,
        smart_crusher_config: SmartCrusherConfig | None = None,
        cache_aligner_config: CacheAlignerConfig | None = None,
        rolling_window_config: RollingWindowConfig | None = None,
        *,
        policy: PolicyLike = None,
        protect: Any = None,
        session: str | int | UUID | None = None,
        store: Store | None = None,
        retrieval: bool = False,
        record: str | PathLike[str] | Recorder | None = None,
        prices: PricesLike = None,
        trial: Trial | None = None,
    ) -> None:
        vendor = vendor_name(original_client, self._is_async)
        steps = TransformPipeline(
            [
                SmartCrusher(smart_crusher_config),
                CacheAligner(cache_aligner_config),
                RollingWindow(rolling_window_config),
            ]
        )
        terms = Terms(
            mode=check_mode(default_mode),
            provider=asked(provider) or provider_of(vendor, original_client, self._is_async),
            policy=sendable(protected(steps if policy is None else policy, protect)),
            trial=checked_trial(trial, policy, protect),
            outbox=Outbox(open_store(store_url) if store is None else store, owned=store is None),
            session=check_session("session", session),
            retrieval=retrieval,
            recorder=recorder(record),
            prices=prices_of(prices),
        )
        self._wrap(original_client, terms)
        loading.start(vendor, terms.policies)

    @property
    def metrics(self) -> Store:
        """The store of this client's rows."""
        settle()
        self._terms.outbox.deliver()
        return self._terms.outbox.store

    @property
    def original_client(self) -> Any:
        """The vendor's client."""
        return self._original

    def with_options(self, **options: Any) -> Self:
        """Return a client with other options of the vendor's, the same terms and store."""
        other = object.__new__(type(self))
        other._wrap(self._original.with_options(**options), self._terms)
        return other

    copy = with_options

    def __copy__(self) -> Self:
        return self.with_options()

    def __deepcopy__(self, memo: Any) -> Self:
        return self.with_options()

    def __reduce__(self) -> str:
        raise TypeError(
            f"{type(self).__name__} holds open connections and can't be pickled: "
            "make one in each process; all may name the same store_url"
        )

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):  # not yet wrapped, as while it is copied
            raise AttributeError(name)
        return getattr(self._view, name)

    def __setattr__(self, name: str, value: Any) -> None:
        if name.startswith("_"):
            object.__setattr__(self, name, value)
        else:
            setattr(self._original, name, value)

    def __dir__(self) -> list[str]:
        return sorted({*dir(type(self)), *dir(self._original)})

    def __repr__(self) -> str:
        return f"{type(self).__name__}({type(self._original).__name__}, {self._terms.mode!r})"

    def _wrap(self, original: Any, terms: Terms) -> None:
        """Take a vendor's client and the terms."""
        self._original = original
        self._terms = terms
        tree = TREES[vendor_name(original, self._is_async)]
        self._view = View(original, tree, terms, self._resource)

    def _close_metrics(self) -> None:
        """Store what waits; close the store unless the caller gave it."""
        settle()
        self._terms.outbox.close()


class HeadroomClient(_Wrapped):
    """An OpenAI or Anthropic client that measures or shrinks what is sent.

    All else on the vendor's client is reachable through this one.

    Args:
        original_client: an ``OpenAI()`` or ``Anthropic()``.
        provider: limits and prices, and who counts; None for the client's own vendor.
        default_mode: "audit" measures and sends what came, "optimize" sends what the policy makes of it, "off"
            only sends. A request may say otherwise with ``headroom_mode=``, and what relevance is
            measured against with ``headroom_query=``; no word of these reaches the vendor.
        store_url: where a row a request goes, as ``open_store`` takes it; None for memory.
        smart_crusher_config, cache_aligner_config, rolling_window_config: settings of the default policy's
            three steps; None for their defaults.
        policy: what to do instead, as ``simulate`` takes it.
        protect: what goes as it came under any policy, in words: ``"Edit"`` (a pattern of tools' names),
            ``-3`` (a message's place), ``"$.rows[*].id"``, ``"/regex/"``, ``"role=user"``; or a dict as
            ``protect`` takes it; a limit that it doesn't fit stands in the row's ``warning``. None: nothing.
        session: a name, a number or a UUID that stands on each row, and of whose conversations what a policy's moments cut stays
            cut; a request may say otherwise with ``headroom_session=``. Without one, a request goes on
            with the conversation whose messages it repeats.
        store: an open store instead of a URL, which stays open.
        retrieval: True puts the retrieval tool into every request that is optimized and answers its calls from
            the originals, each with a request and a row of its own, at most 8 in turn; streams and answers
            that call other tools too come back as they are, for ``answer_retrieval`` (False).
        record: a folder, or a ``Recorder``, into which each request goes with its answer, secrets
            masked, for ``read_traces`` to give back; None records nothing.
        prices: prices of one's own, as ``simulate`` takes them; None for the list's.
        trial: a ``Trial``: each session's requests are optimized by the policy of its arm, and the rows say so;
            every request then needs a session. None for no trial.

    Raises:
        ConfigError: for another kind of client, an unknown mode or policy, a session or prices that won't do,
            a trial beside a policy.
        StoreError: where the store can't be opened.

    Example::

        client = HeadroomClient(OpenAI(), default_mode="optimize", policy="balanced")
        client.chat.completions.simulate(model="gpt-4o", messages=messages).tokens_saved
    """

    _resource: ClassVar[type[Resource]] = Resource
    _is_async: ClassVar[bool] = False

    def close(self) -> None:
        """Flush the metrics and close the vendor's client."""
        try:
            self._close_metrics()
        finally:
            self._original.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()


class AsyncHeadroomClient(_Wrapped):
    """The same as HeadroomClient around AsyncOpenAI or AsyncAnthropic.

    Args:
        original_client: an ``AsyncOpenAI()`` or ``AsyncAnthropic()``.
        provider: limits and prices, and who counts; None for the client's own vendor,
            Claude's tokens estimated.
        default_mode: "audit" measures and sends what came, "optimize" sends what the policy makes of it, "off"
            only sends. A request may say otherwise with ``headroom_mode=``, and what relevance is
            measured against with ``headroom_query=``; no word of these reaches the vendor.
        store_url: where a row a request goes, as ``open_store`` takes it; None for memory.
        smart_crusher_config, cache_aligner_config, rolling_window_config: settings of the default policy's
            three steps; None for their defaults.
        policy: what to do instead, as ``simulate`` takes it.
        protect: what goes as it came under any policy, in words: ``"Edit"`` (a pattern of tools' names),
            ``-3`` (a message's place), ``"$.rows[*].id"``, ``"/regex/"``, ``"role=user"``; or a dict as
            ``protect`` takes it; a limit that it doesn't fit stands in the row's ``warning``. None: nothing.
        session: a name, a number or a UUID that stands on each row, and of whose conversations what a policy's moments cut stays
            cut; a request may say otherwise with ``headroom_session=``. Without one, a request goes on
            with the conversation whose messages it repeats.
        store: an open store instead of a URL, which stays open.
        retrieval: True puts the retrieval tool into every request that is optimized and answers its calls from
            the originals, each with a request and a row of its own, at most 8 in turn; streams and answers
            that call other tools too come back as they are, for ``answer_retrieval`` (False).
        record: a folder, or a ``Recorder``, into which each request goes with its answer, secrets
            masked, for ``read_traces`` to give back; None records nothing.
        prices: prices of one's own, as ``simulate`` takes them; None for the list's.
        trial: a ``Trial``: each session's requests are optimized by the policy of its arm, and the rows say so;
            every request then needs a session. None for no trial.

    Raises:
        ConfigError: for another kind of client, an unknown mode or policy, a session or prices that won't do,
            a trial beside a policy.
        StoreError: where the store can't be opened.

    Example::

        client = AsyncHeadroomClient(AsyncAnthropic(), session="nightly")
        client.messages.simulate(model="claude-sonnet-4-5", max_tokens=500, messages=messages[1:2])
    """

    _resource: ClassVar[type[Resource]] = AsyncResource
    _is_async: ClassVar[bool] = True

    async def close(self) -> None:
        """Flush the metrics and close the vendor's client."""
        try:
            self._close_metrics()
        finally:
            await self._original.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *error: object) -> None:
        await self.close()
