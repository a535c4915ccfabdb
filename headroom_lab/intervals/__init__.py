"""How far a figure measured on some conversations may be from that of all conversations like them.

Conversations are what is drawn, not values: what stands in one conversation is lost or kept
together. Every function takes one number a conversation and answers an ``Interval``, or None
where fewer than two conversations say anything.
"""

from headroom_lab.intervals.interval import Interval
from headroom_lab.intervals.means import mean_difference, mean_interval, members_needed
from headroom_lab.intervals.ratios import ratio_difference, ratio_interval
from headroom_lab.intervals.shares import share_difference, share_interval

__all__ = [
    "Interval",
    "mean_difference",
    "mean_interval",
    "members_needed",
    "ratio_difference",
    "ratio_interval",
    "share_difference",
    "share_interval",
]
