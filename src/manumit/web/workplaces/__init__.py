"""An authority's own register of workplaces: imported as a file, and entries that may be one."""
