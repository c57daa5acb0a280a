"""The pure rules of the network: who may see and do what."""

from minicluster.network.rules.permissions import PERMISSIONS

__all__ = ["PERMISSIONS"]
