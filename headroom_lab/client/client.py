"""The wrapped vendor client."""

from __future__ import annotations

from typing import Any, ClassVar

from headroom_lab.client import anthropic_messages, openai_chat, openai_responses
from headroom_lab.client.endpoints import Endpoint
from headroom_lab.client.requests import Settings, check_mode
from headroom_lab.client.resources import AsyncResource, Namespace, Resource
from headroom_lab.config import CacheAlignerConfig, RollingWindowConfig, SmartCrusherConfig
from headroom_lab.errors import ConfigError
from headroom_lab.providers import AnthropicProvider, OpenAIProvider
from headroom_lab.providers.base import PricedProvider
from headroom_lab.store import Store, open_store
from headroom_lab.transforms.cache_aligner import CacheAligner
from headroom_lab.transforms.pipeline import TransformPipeline
from headroom_lab.transforms.rolling_window import RollingWindow
from headroom_lab.transforms.smart_crusher import SmartCrusher

ENDPOINTS: dict[str, tuple[Endpoint, ...]] = {
    "openai": (openai_chat.ENDPOINT, openai_responses.ENDPOINT),
    "anthropic": (anthropic_messages.ENDPOINT,),
}


class HeadroomClient:
    """An OpenAI or Anthropic client that measures or shrinks what is sent.

    ``default_mode``: "audit" measures and sends what came, "optimize" sends what the pipeline
    makes of it, "off" only sends. A request may say otherwise with ``headroom_mode=``, and
    what relevance is measured against with ``headroom_query=``; neither reaches the vendor.
    ``store_url``: where a row a request goes, None for memory. ``pipeline`` replaces the one
    that the three configs make. All else on the vendor's client is reachable through this one.
    """

    _resource: ClassVar[type[Resource]] = Resource
    _is_async: ClassVar[bool] = False

    def __init__(
        self,
        original_client: Any,
        provider: PricedProvider | None = None,
        default_mode: str = "audit",
        store_url: str | None = None,
        smart_crusher_config: SmartCrusherConfig | None = None,
        cache_aligner_config: CacheAlignerConfig | None = None,
        rolling_window_config: RollingWindowConfig | None = None,
        *,
        pipeline: Any = None,
        session: str | None = None,
        store: Store | None = None,
    ) -> None:
        vendor = _vendor(original_client, self._is_async)
        steps = pipeline or TransformPipeline(
            [
                SmartCrusher(smart_crusher_config),
                CacheAligner(cache_aligner_config),
                RollingWindow(rolling_window_config),
            ]
        )
        self._original = original_client
        self._settings = Settings(
            mode=check_mode(default_mode),
            provider=provider or _provider(vendor, original_client),
            pipeline=steps,
            store=store or open_store(store_url),
            session=session,
        )
        self._measured = self._resources(vendor)

    @property
    def metrics(self) -> Store:
        """The store of this client's rows."""
        return self._settings.store

    @property
    def original_client(self) -> Any:
        """The vendor's client."""
        return self._original

    def with_options(self, **options: Any) -> HeadroomClient:
        """Return a client with other options of the vendor's, the same settings and store."""
        other = object.__new__(type(self))
        other._original = self._original.with_options(**options)
        other._settings = self._settings
        other._measured = other._resources(_vendor(self._original, self._is_async))
        return other

    def close(self) -> None:
        """Flush the metrics and close the vendor's client."""
        self.metrics.close()
        self._original.close()

    def __enter__(self) -> HeadroomClient:
        return self

    def __exit__(self, *error: Any) -> None:
        self.close()

    def __getattr__(self, name: str) -> Any:
        measured = self.__dict__.get("_measured", {})
        return measured[name] if name in measured else getattr(self.__dict__["_original"], name)

    def __dir__(self) -> list[str]:
        return sorted({*dir(type(self)), *dir(self._original)})

    def __repr__(self) -> str:
        return f"{type(self).__name__}({type(self._original).__name__}, {self._settings.mode!r})"

    def _resources(self, vendor: str) -> dict[str, Any]:
        """Return the measured parts by their name on the client."""
        parts: dict[str, Any] = {}
        for endpoint in ENDPOINTS[vendor]:
            original = self._original
            for name in endpoint.path:
                original = getattr(original, name)
            resource = self._resource(original, endpoint, self._settings)
            first, *rest = endpoint.path
            parts[first] = (
                Namespace(getattr(self._original, first), {rest[0]: resource}) if rest else resource
            )
        return parts


class AsyncHeadroomClient(HeadroomClient):
    """The same around AsyncOpenAI or AsyncAnthropic."""

    _resource: ClassVar[type[Resource]] = AsyncResource
    _is_async: ClassVar[bool] = True

    async def close(self) -> None:  # type: ignore[override]
        """Flush the metrics and close the vendor's client."""
        self.metrics.close()
        await self._original.close()

    async def __aenter__(self) -> AsyncHeadroomClient:
        return self

    async def __aexit__(self, *error: Any) -> None:
        await self.close()


def _vendor(client: Any, wants_async: bool) -> str:
    """Return whose client this is; raise ConfigError for another's or the other kind."""
    bases = type(client).__mro__
    vendor = next((b.__module__.split(".")[0] for b in bases if b.__module__ != "builtins"), "")
    for base in bases:
        if base.__module__.split(".")[0] in ENDPOINTS:
            vendor = base.__module__.split(".")[0]
            break
    if vendor not in ENDPOINTS:
        raise ConfigError(
            f"original_client: found {type(client).__name__}, expected an OpenAI or Anthropic client"
        )
    is_async = any(base.__name__.startswith("Async") for base in bases)
    if is_async != wants_async:
        name = "AsyncHeadroomClient" if is_async else "HeadroomClient"
        raise ConfigError(f"original_client: a {type(client).__name__} goes with {name}")
    return vendor


def _provider(vendor: str, client: Any) -> PricedProvider:
    """Return the provider of a vendor's client."""
    return OpenAIProvider() if vendor == "openai" else AnthropicProvider(client=client)
