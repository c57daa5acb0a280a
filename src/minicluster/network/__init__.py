"""Who is tied to whom because of the programme."""
