"""Models that turn texts into vectors: how their files are read, how texts become pieces, how the sums are done quickly on this machine."""
