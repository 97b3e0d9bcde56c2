-- Whether somebody is still one of a worker's people is asked after 90 days without any use.

ALTER TABLE contacts ADD COLUMN used_at INTEGER
    /* instant: the end of the week of the last use, or of the last question; NULL: never */;
