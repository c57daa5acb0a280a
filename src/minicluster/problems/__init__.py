"""SOLVE: problems, expertise, facilities, support programmes, matches, introductions, projects."""
