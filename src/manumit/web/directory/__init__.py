"""Which services there are, for whom, in which language, and which are missing."""
