-- What runs and what is on its way. Instants are integers: microseconds since 1970-01-01 UTC.
-- Durations inside the JSON columns are microseconds too. Whoever leaves takes their rows along.

CREATE TABLE checkins (
    id TEXT PRIMARY KEY, -- 32 hex digits, drawn at random at the start
    worker TEXT NOT NULL REFERENCES people ON DELETE CASCADE, -- whose timer it is
    name TEXT NOT NULL, -- what the worker was called at the start
    started_at INTEGER NOT NULL, -- instant of the start: no extension passes 24 h from it
    heard_at INTEGER NOT NULL, -- instant of the worker's last word about it
    timings TEXT NOT NULL, -- JSON object of durations, kept from the start on
    plan TEXT NOT NULL, -- JSON: the plan as it was at the start
    alone INTEGER NOT NULL CHECK (alone IN (0, 1)), -- "remind only me"
    tells_home TEXT NOT NULL, -- JSON list of those who read "home"
    state TEXT NOT NULL CHECK (state IN ('running', 'due', 'missed', 'closed')), -- how it is
    due_at INTEGER, -- instant the timer is up; not for closed
    told_tiers INTEGER, -- running, due: the tiers that read "still out" before
    remind_at INTEGER, -- running: instant of the quiet reminder, NULL: none to come
    grace_ends_at INTEGER, -- due: instant
    asked TEXT, -- due: JSON list of instants, one a question
    accepted INTEGER, -- due: how many questions a network took
    accepted_at INTEGER, -- due: instant a network took the first
    refused INTEGER CHECK (refused IN (0, 1)), -- due: the questions can never reach the worker
    alert TEXT, -- missed: id of the alert it waits for
    ending TEXT CHECK (ending IN ('safe', 'replaced', 'quiet')), -- closed: how
    closed_at INTEGER, -- closed: instant; the row goes 24 h later
    resumes_until INTEGER, -- closed: instant until which *Keep it running* brings it back
    deadline INTEGER, -- instant at which time next matters to it, NULL: never
    CHECK (state = 'closed' OR due_at IS NOT NULL),
    CHECK (state NOT IN ('running', 'due') OR told_tiers IS NOT NULL),
    CHECK (state <> 'due' OR (grace_ends_at IS NOT NULL AND asked IS NOT NULL
        AND accepted IS NOT NULL AND refused IS NOT NULL)),
    CHECK (state <> 'missed' OR alert IS NOT NULL),
    CHECK ((state = 'closed') = (closed_at IS NOT NULL)),
    CHECK (state <> 'closed' OR ending IS NOT NULL)
) STRICT;
CREATE INDEX checkins_worker ON checkins (worker, started_at);
CREATE UNIQUE INDEX checkins_open ON checkins (worker) WHERE state <> 'closed';
CREATE INDEX checkins_deadline ON checkins (deadline, worker) WHERE deadline IS NOT NULL;
CREATE INDEX checkins_closed ON checkins (closed_at) WHERE closed_at IS NOT NULL;

CREATE TABLE checkin_peers ( -- the ladder of a check-in, as it was at the start
    checkin TEXT NOT NULL REFERENCES checkins ON DELETE CASCADE, -- whose ladder it is
    place INTEGER NOT NULL, -- the order within the ladder
    person TEXT NOT NULL REFERENCES people ON DELETE CASCADE, -- the peer
    tier INTEGER NOT NULL, -- 1 is told first
    name TEXT NOT NULL, -- the name the peer chose for this worker
    level INTEGER NOT NULL CHECK (level IN (0, 1, 2)), -- ring, plan, note: what they may see
    shares_name INTEGER NOT NULL CHECK (shares_name IN (0, 1)), -- the others may read the name
    worker_name TEXT NOT NULL, -- what the peer's messages call the worker
    PRIMARY KEY (checkin, person)
) STRICT, WITHOUT ROWID;
CREATE INDEX checkin_peers_person ON checkin_peers (person);

CREATE TABLE alerts (
    id TEXT PRIMARY KEY, -- 32 hex digits, drawn at random when it opened
    number INTEGER NOT NULL, -- what people call it ("No. 71"), drawn at random
    worker TEXT NOT NULL REFERENCES people ON DELETE CASCADE, -- whom it is about
    kind TEXT NOT NULL -- why it is open
        CHECK (kind IN ('duress', 'missed', 'call', 'amber', 'ask', 'drill')),
    checkin TEXT, -- id of the check-in that was missed, NULL: none
    opened_at INTEGER NOT NULL, -- instant
    timings TEXT NOT NULL, -- JSON object of durations, kept from its opening on
    name TEXT NOT NULL, -- what the worker is called
    plan TEXT NOT NULL, -- JSON: the plan as it was when the check-in began
    facts TEXT NOT NULL, -- JSON: what is known of the check-in, instants in microseconds
    tier INTEGER NOT NULL, -- the highest tier told, 0 for none
    helpers TEXT NOT NULL, -- JSON list of those who have it too, longest-standing first
    state TEXT NOT NULL -- how it is
        CHECK (state IN ('pending', 'open', 'held', 'spoken', 'exhausted', 'settled')),
    opens_at INTEGER, -- pending: instant until which it can be undone
    since INTEGER, -- open, exhausted: instant from which the repeats count
    climbs_at INTEGER, -- open: instant the next tier is told
    repeats_at INTEGER, -- open, exhausted: instant of the next repeat
    accept_by INTEGER, -- open: instant by which a network must have taken one
    holder TEXT, -- held, spoken: who has it, or who says they have spoken
    asks_at INTEGER, -- held, spoken: instant of the next "still on it?"
    answer_by INTEGER, -- held: instant until which that may stay unanswered
    renewals INTEGER, -- held: how often it was renewed
    asked_again INTEGER CHECK (asked_again IN (0, 1)), -- spoken: the same voice was asked twice
    outcome TEXT CHECK (outcome IN ('safe_worker', 'safe_peers', 'one_voice', 'handed_on',
        'unresolved', 'undone', 'practised')), -- settled: how
    settled_at INTEGER, -- settled: instant; the row goes 24 h later
    deadline INTEGER, -- instant at which time next matters to it, NULL: never
    CHECK (state <> 'pending' OR opens_at IS NOT NULL),
    CHECK (state NOT IN ('open', 'exhausted')
        OR (since IS NOT NULL AND repeats_at IS NOT NULL)),
    CHECK (state <> 'open' OR climbs_at IS NOT NULL),
    CHECK (state NOT IN ('held', 'spoken') OR (holder IS NOT NULL AND asks_at IS NOT NULL)),
    CHECK (state <> 'held' OR renewals IS NOT NULL),
    CHECK (state <> 'spoken' OR asked_again IS NOT NULL),
    CHECK ((state = 'settled') = (settled_at IS NOT NULL)),
    CHECK (state <> 'settled' OR outcome IS NOT NULL)
) STRICT;
CREATE INDEX alerts_worker ON alerts (worker, opened_at);
CREATE UNIQUE INDEX alerts_open ON alerts (worker) WHERE state <> 'settled' AND kind <> 'drill';
CREATE UNIQUE INDEX alerts_drill ON alerts (worker) WHERE state <> 'settled' AND kind = 'drill';
CREATE INDEX alerts_deadline ON alerts (deadline, worker) WHERE deadline IS NOT NULL;
CREATE INDEX alerts_settled ON alerts (settled_at) WHERE settled_at IS NOT NULL;

CREATE TABLE alert_peers ( -- the ladder of an alert, as it was when it opened
    alert TEXT NOT NULL REFERENCES alerts ON DELETE CASCADE, -- whose ladder it is
    place INTEGER NOT NULL, -- the order within the ladder
    person TEXT NOT NULL REFERENCES people ON DELETE CASCADE, -- the peer
    tier INTEGER NOT NULL, -- 1 is told first
    name TEXT NOT NULL, -- the name the peer chose for this worker
    level INTEGER NOT NULL CHECK (level IN (0, 1, 2)), -- ring, plan, note: what they may see
    shares_name INTEGER NOT NULL CHECK (shares_name IN (0, 1)), -- the others may read the name
    worker_name TEXT NOT NULL, -- what the peer's messages call the worker
    stand TEXT NOT NULL -- where the peer stands in it
        CHECK (stand IN ('waiting', 'told', 'declined', 'gone')),
    attempted INTEGER NOT NULL CHECK (attempted IN (0, 1)), -- may have arrived: owed the end
    accepted INTEGER NOT NULL CHECK (accepted IN (0, 1)), -- a network took a telling
    PRIMARY KEY (alert, person)
) STRICT, WITHOUT ROWID;
CREATE INDEX alert_peers_person ON alert_peers (person);

CREATE TABLE outbox (
    id INTEGER PRIMARY KEY AUTOINCREMENT, -- the order of making
    person TEXT NOT NULL REFERENCES people ON DELETE CASCADE, -- whom it is for
    kind TEXT NOT NULL CHECK (kind IN ('send', 'edit', 'erase')), -- what is wanted of a network
    urgency INTEGER NOT NULL CHECK (urgency BETWEEN 0 AND 3), -- alert, question, answer, rest
    key TEXT NOT NULL, -- of the catalogue, '' to erase
    parameters TEXT NOT NULL, -- JSON object of what the text is filled with
    choices TEXT NOT NULL, -- JSON list of the answers offered
    about TEXT NOT NULL, -- `checkin:<id>`, `alert:<id>` ..., '' for nothing
    slot TEXT NOT NULL, -- names the message for later edits, '' for never
    silent INTEGER NOT NULL CHECK (silent IN (0, 1)), -- must not ring
    proof TEXT NOT NULL CHECK (proof IN ('none', 'question', 'alert')), -- who hears of its fate
    keyboard TEXT CHECK (keyboard IN ('idle', 'running')), -- the keys below the chat
    made_at INTEGER NOT NULL, -- instant
    not_before INTEGER NOT NULL, -- instant of the next try
    tries INTEGER NOT NULL DEFAULT 0, -- how often sending was begun
    repeat INTEGER NOT NULL DEFAULT 0 CHECK (repeat IN (0, 1)), -- it may have arrived already
    claimed_at INTEGER, -- instant sending was begun, NULL: waiting
    recall TEXT CHECK (recall IN ('withdrawn', 'erased')), -- taken back while on its way
    network TEXT CHECK (network IN ('telegram', 'signal')), -- where it goes: erase, or claimed
    chat TEXT, -- as network
    ref TEXT -- the network's own id of the message to edit or erase
) STRICT;
CREATE INDEX outbox_waiting ON outbox (urgency, id, not_before, person) WHERE claimed_at IS NULL;
CREATE INDEX outbox_retry ON outbox (not_before) WHERE claimed_at IS NULL AND tries > 0;
CREATE INDEX outbox_person ON outbox (person, urgency, id);
CREATE INDEX outbox_about ON outbox (about, person);

CREATE TABLE refusals ( -- the addresses that refused a message for good
    message INTEGER NOT NULL REFERENCES outbox ON DELETE CASCADE, -- gone with it
    network TEXT NOT NULL, -- where it was refused
    chat TEXT NOT NULL, -- as network
    PRIMARY KEY (message, network, chat)
) STRICT, WITHOUT ROWID;

CREATE TABLE numbers (
    person TEXT NOT NULL REFERENCES people ON DELETE CASCADE, -- whose chat
    number INTEGER NOT NULL, -- what is typed for the choice
    token TEXT NOT NULL, -- what the choice says
    about TEXT NOT NULL, -- open until this is over; the same choice may be offered twice
    made_at INTEGER NOT NULL, -- instant it was last given; kept 48 h where nothing says it is over
    PRIMARY KEY (person, number, about),
    UNIQUE (person, token, about)
) STRICT, WITHOUT ROWID;
CREATE INDEX numbers_about ON numbers (about, person);

CREATE TABLE sent ( -- messages in the chats that can still be edited or must be removed
    id INTEGER PRIMARY KEY,
    person TEXT NOT NULL REFERENCES people ON DELETE CASCADE, -- whose chat
    network TEXT NOT NULL CHECK (network IN ('telegram', 'signal')), -- where it stands
    chat TEXT NOT NULL, -- the network's own id of the chat
    ref TEXT NOT NULL, -- the network's own id of the message
    slot TEXT NOT NULL, -- what it is called for edits, '' for nothing
    about TEXT NOT NULL, -- what it is about, '' for nothing
    sent_at INTEGER NOT NULL, -- instant; networks delete for 48 h, so the row goes then
    UNIQUE (network, chat, ref)
) STRICT;
CREATE INDEX sent_slot ON sent (person, slot);
CREATE INDEX sent_about ON sent (about, person);
CREATE INDEX sent_at ON sent (sent_at);

CREATE TABLE forgetting ( -- what is over, until its messages have left the chats
    about TEXT NOT NULL, -- `checkin:<id>`, `alert:<id>` ...
    person TEXT REFERENCES people ON DELETE CASCADE, -- in whose chat, NULL: in everybody's
    forget_at INTEGER NOT NULL -- instant; the row goes then
) STRICT;
CREATE INDEX forgetting_about ON forgetting (about, person);
CREATE INDEX forgetting_at ON forgetting (forget_at);
CREATE INDEX forgetting_person ON forgetting (person);

CREATE TABLE inbox ( -- what came in and was decided: identity, never text
    network TEXT NOT NULL CHECK (network IN ('telegram', 'signal')), -- where it came from
    digest BLOB NOT NULL, -- BLAKE2b of the network's key of the message
    seen_at INTEGER NOT NULL, -- instant; kept 48 h
    PRIMARY KEY (network, digest)
) STRICT, WITHOUT ROWID;
CREATE INDEX inbox_seen ON inbox (seen_at);
