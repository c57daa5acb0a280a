"""Records of the network: ties themselves are records of members."""

from minicluster.network.models.suggestions import PairSetAside

__all__ = ["PairSetAside"]
