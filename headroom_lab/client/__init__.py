"""The wrapped vendor client."""

from headroom_lab.client.client import AsyncHeadroomClient, HeadroomClient

__all__ = ["AsyncHeadroomClient", "HeadroomClient"]
