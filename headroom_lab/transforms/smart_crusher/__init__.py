"""Select from or re-encode structured tool outputs."""

from headroom_lab.transforms.smart_crusher.crusher import SmartCrusher
from headroom_lab.transforms.smart_crusher.table import decode_table

__all__ = ["SmartCrusher", "decode_table"]
