"""What is due, for whom: days of the rooms above, tasks about files, sweeps of the clock."""
