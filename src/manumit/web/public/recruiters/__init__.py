"""Who recruits? The public look-up in a published list of recruiters (R-04); stores nothing."""
