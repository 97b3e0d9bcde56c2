-- Two words that mean fine, as their tag; what they speak for, and what they were given for.

ALTER TABLE people ADD COLUMN code_theme TEXT
    /* which nine words, NULL: no code */;
ALTER TABLE people ADD COLUMN code_tag BLOB
    /* keyed BLAKE2b of the two words, NULL: no code */;
ALTER TABLE people ADD COLUMN leaves INTEGER NOT NULL DEFAULT 0 CHECK (leaves IN (0, 1))
    /* asked to be forgotten: gone as soon as nothing of theirs is open */;
ALTER TABLE checkins ADD COLUMN code_theme TEXT
    /* as in people, when it began */;
ALTER TABLE checkins ADD COLUMN code_tag BLOB
    /* as in people, when it began */;
ALTER TABLE checkins ADD COLUMN vouched_until INTEGER
    /* instant: the due time the start or the words last stood for, NULL: no code */;
ALTER TABLE alerts ADD COLUMN code_theme TEXT
    /* as in people, when it opened */;
ALTER TABLE alerts ADD COLUMN code_tag BLOB
    /* as in people, when it opened */;
ALTER TABLE alerts ADD COLUMN duress INTEGER NOT NULL DEFAULT 0 CHECK (duress IN (0, 1))
    /* two words were given for it: nothing of it shows in the worker's chats */;
ALTER TABLE alerts ADD COLUMN given BLOB
    /* tag of the words given, NULL: none wait to be looked at */;
ALTER TABLE alerts ADD COLUMN given_at INTEGER
    /* instant they were sent */;
ALTER TABLE alerts ADD COLUMN judged_at INTEGER
    /* instant they are looked at */;
ALTER TABLE alerts ADD COLUMN given_until INTEGER
    /* instant: the new due time if the worker stays out, NULL: they do not */;
ALTER TABLE alerts ADD COLUMN vouched_at INTEGER
    /* instant the own words came after all, NULL: not */;
DROP INDEX alerts_open;
CREATE UNIQUE INDEX alerts_open ON alerts (worker)
    WHERE state <> 'settled' AND kind <> 'drill' AND duress = 0;
CREATE UNIQUE INDEX alerts_duress ON alerts (worker)
    WHERE state <> 'settled' AND kind <> 'drill' AND duress = 1;
CREATE TABLE awaited (
    person TEXT PRIMARY KEY REFERENCES people ON DELETE CASCADE, -- no row: nothing is awaited
    word TEXT NOT NULL CHECK (word IN ('naming', 'choosing_city', 'writing_plan', 'writing_wish',
        'naming_for_peer', 'writing_first_line', 'half_started', 'changing_code', 'trying_code',
        'writing_quiet')), -- what is awaited from them
    fields TEXT NOT NULL, -- JSON object: what the answer needs to know of the question
    nudge_at INTEGER -- instant a half-started timer is asked about once more
) STRICT;
INSERT INTO awaited SELECT person, word, fields, nudge_at FROM dialogues;
DROP TABLE dialogues;
ALTER TABLE awaited RENAME TO dialogues;
CREATE INDEX dialogues_nudge ON dialogues (nudge_at) WHERE nudge_at IS NOT NULL;
