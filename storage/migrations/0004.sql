-- Several addresses of one person: what is known of each, and what goes to more than one of them.

ALTER TABLE addresses ADD COLUMN gone INTEGER NOT NULL DEFAULT 0 CHECK (gone IN (0, 1))
    /* refuses us for good, until its person writes from there again */;
ALTER TABLE addresses ADD COLUMN identity BLOB
    /* BLAKE2b of the fingerprint of its key, NULL: unknown */;
ALTER TABLE contacts ADD COLUMN worker_is_new INTEGER NOT NULL DEFAULT 0
    CHECK (worker_is_new IN (0, 1))
    /* the worker's key has changed and the peer has not heard their voice since */;
ALTER TABLE outbox ADD COLUMN pinned INTEGER NOT NULL DEFAULT 0 CHECK (pinned IN (0, 1))
    /* goes to its network and chat and to no other */;
ALTER TABLE outbox ADD COLUMN spare_of INTEGER
    /* the row it stands in for unless that one arrives */;
ALTER TABLE sent ADD COLUMN message INTEGER
    /* its id in the outbox, by which a receipt finds it */;
CREATE INDEX outbox_spare ON outbox (spare_of) WHERE spare_of IS NOT NULL;
CREATE INDEX sent_message ON sent (message) WHERE message IS NOT NULL;
-- An address that refused one message for good is gone for all of them.
DROP TABLE refusals;
