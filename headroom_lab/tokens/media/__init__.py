"""What isn't text: images, documents, recordings, sealed items. Bytes are never counted as text."""

from headroom_lab.tokens.media.maker import Maker, maker_of_model
from headroom_lab.tokens.media.weigh import weigh
from headroom_lab.tokens.media.weight import Weight, described

__all__ = ["Maker", "Weight", "described", "maker_of_model", "weigh"]
