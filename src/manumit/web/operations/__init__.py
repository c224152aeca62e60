"""Running an installation: backups, restoring, keys in several hands, ends of keeping."""
