-- People and what ties them. Instants are integers: microseconds since 1970-01-01 UTC.
-- Whoever leaves takes all rows that name them along (ON DELETE CASCADE).

CREATE TABLE people (
    id TEXT PRIMARY KEY, -- 32 hex digits, drawn at random at joining
    name TEXT NOT NULL, -- what their people call them, '' until they have said
    language TEXT NOT NULL, -- of everything the bot writes to them, a tag such as 'en'
    zone TEXT NOT NULL, -- a key of the tz database, to read and to show times
    first_line TEXT NOT NULL, -- how messages to them as a peer begin, '' for the usual
    reminders INTEGER NOT NULL CHECK (reminders IN (0, 1)), -- the quiet reminder is wanted
    tell_start INTEGER NOT NULL CHECK (tell_start IN (0, 1)), -- their first person is asked
    tell_home INTEGER NOT NULL CHECK (tell_home IN (0, 1)), -- who was asked reads "home"
    reachable INTEGER NOT NULL CHECK (reachable IN (0, 1)), -- 0 once a network refused for good
    finished_one INTEGER NOT NULL CHECK (finished_one IN (0, 1)), -- ended a timer themself once
    joined_at INTEGER NOT NULL, -- instant they were first known
    heard_at INTEGER NOT NULL -- instant of their last message, for the question after 90 days
) STRICT;

CREATE TABLE addresses (
    network TEXT NOT NULL CHECK (network IN ('telegram', 'signal')), -- where the chat is
    chat TEXT NOT NULL, -- the network's own id of the private chat, on Signal a UUID
    person TEXT NOT NULL REFERENCES people ON DELETE CASCADE, -- who reads there
    last_used_at INTEGER NOT NULL, -- instant they last wrote there: the latest gets answers
    PRIMARY KEY (network, chat)
) STRICT;
CREATE INDEX addresses_person ON addresses (person);

CREATE TABLE contacts (
    id TEXT PRIMARY KEY, -- drawn at random
    worker TEXT NOT NULL REFERENCES people ON DELETE CASCADE, -- whose peer it is
    peer TEXT NOT NULL REFERENCES people ON DELETE CASCADE, -- who is told
    consent TEXT NOT NULL CHECK (consent IN ('asked', 'agreed', 'left')), -- the peer's own word
    made_at INTEGER NOT NULL, -- instant the invitation was opened
    tier INTEGER NOT NULL CHECK (tier BETWEEN 1 AND 4), -- 1 is told first
    place INTEGER NOT NULL, -- the order within the ladder, for showing
    peer_name TEXT NOT NULL, -- the name the peer chose for this worker
    worker_name TEXT NOT NULL, -- what the peer's messages call the worker
    shares_name INTEGER NOT NULL CHECK (shares_name IN (0, 1)), -- others may read peer_name
    words_match INTEGER CHECK (words_match IN (0, 1)), -- the two words by voice, NULL: not said
    reached_at INTEGER, -- instant of the last answer to a practice or an alert
    UNIQUE (worker, peer),
    CHECK (worker <> peer)
) STRICT;
CREATE INDEX contacts_peer ON contacts (peer);

CREATE TABLE plans (
    worker TEXT PRIMARY KEY REFERENCES people ON DELETE CASCADE, -- whose plan it is
    lines TEXT NOT NULL, -- JSON list of texts, the worker's own words
    quiet TEXT NOT NULL, -- the line for the quiet case
    police TEXT NOT NULL CHECK (police IN ('unset', 'no', 'yes', 'only')), -- the wish
    police_words TEXT NOT NULL, -- the condition of 'only'
    ambulance TEXT NOT NULL CHECK (ambulance IN ('unset', 'no', 'yes', 'only')), -- the wish
    ambulance_words TEXT NOT NULL -- the condition of 'only'
) STRICT;

CREATE TABLE invitations (
    code TEXT PRIMARY KEY, -- 22 characters of base64url, for the link
    words TEXT NOT NULL UNIQUE, -- four words, the same way in for typing
    kind TEXT NOT NULL CHECK (kind IN ('join', 'peer', 'link')), -- what it lets its bearer do
    inviter TEXT REFERENCES people ON DELETE CASCADE, -- NULL for the coordinator's
    made_at INTEGER NOT NULL, -- instant, the order for showing
    expires_at INTEGER NOT NULL, -- instant from which it counts as none
    place INTEGER NOT NULL -- where on the inviter's ladder the bearer will stand
) STRICT;
CREATE INDEX invitations_inviter ON invitations (inviter);

CREATE TABLE dialogues (
    person TEXT PRIMARY KEY REFERENCES people ON DELETE CASCADE, -- no row: nothing is awaited
    word TEXT NOT NULL CHECK (word IN ('naming', 'choosing_city', 'writing_plan', 'writing_wish',
        'naming_for_peer', 'writing_first_line', 'half_started')), -- what is awaited from them
    fields TEXT NOT NULL, -- JSON object: what the answer needs to know of the question
    nudge_at INTEGER -- instant a half-started timer is asked about once more
) STRICT;
CREATE INDEX dialogues_nudge ON dialogues (nudge_at) WHERE nudge_at IS NOT NULL;

CREATE TABLE strangers (
    network TEXT NOT NULL CHECK (network IN ('telegram', 'signal')), -- where they wrote
    digest BLOB NOT NULL, -- BLAKE2b of their chat: enough to know them again for a day
    answered_at INTEGER NOT NULL, -- instant of the one neutral line, kept 48 h
    PRIMARY KEY (network, digest)
) STRICT;

CREATE TABLE house (
    key TEXT PRIMARY KEY, -- what is remembered of the bot itself, never of a person
    value TEXT NOT NULL -- as the code that owns the key writes it
) STRICT;
