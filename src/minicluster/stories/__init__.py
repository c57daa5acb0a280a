"""PUBLISH: the thread page (it may look at every station), success cases, the public site."""
