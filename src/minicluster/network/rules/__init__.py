"""The pure rules of the network: who may see and do what, and of what a network is read."""

from minicluster.network.rules.permissions import PERMISSIONS
from minicluster.network.rules.wholes import PERMISSION_OF_LEVEL, Level, WholeKind

__all__ = ["PERMISSIONS", "PERMISSION_OF_LEVEL", "Level", "WholeKind"]
