"""Pages of the room: thin, one for each thing that is done."""
