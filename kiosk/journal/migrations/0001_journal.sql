CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) @KEYED@;

CREATE TABLE entry (
    n @SERIAL@,
    id TEXT NOT NULL UNIQUE,
    terminal TEXT NOT NULL,
    incarnation TEXT NOT NULL,
    partition TEXT NOT NULL,
    seq BIGINT NOT NULL,
    stream TEXT NOT NULL,
    kind TEXT NOT NULL,
    version INTEGER NOT NULL,
    at TEXT NOT NULL,
    actor TEXT NOT NULL,
    body TEXT,
    body_hash TEXT NOT NULL,
    chain TEXT NOT NULL
);
CREATE UNIQUE INDEX entry_author ON entry (terminal, incarnation, partition, seq);
CREATE INDEX entry_stream ON entry (stream);

CREATE TABLE verdict (
    entry TEXT PRIMARY KEY,
    partition TEXT NOT NULL,
    position BIGINT NOT NULL,
    verdict TEXT NOT NULL,
    code TEXT NOT NULL,
    result TEXT NOT NULL,
    judged_at TEXT NOT NULL
) @KEYED@;
CREATE UNIQUE INDEX verdict_position ON verdict (partition, position);

CREATE TABLE sequence (partition TEXT PRIMARY KEY, position BIGINT NOT NULL) @KEYED@;

CREATE TABLE outbox (n @KEY@, partition TEXT NOT NULL, stored INTEGER NOT NULL);

CREATE TABLE cursor (partition TEXT PRIMARY KEY, position BIGINT NOT NULL, epoch TEXT NOT NULL, marked BIGINT NOT NULL) @KEYED@;

CREATE TABLE retry (
    work TEXT PRIMARY KEY,
    failures INTEGER NOT NULL,
    next_at TEXT NOT NULL,
    paused TEXT NOT NULL,
    last_good TEXT NOT NULL
) @KEYED@;

CREATE TABLE blob (
    hash TEXT PRIMARY KEY,
    size BIGINT NOT NULL,
    received BIGINT NOT NULL,
    state TEXT NOT NULL
) @KEYED@;

CREATE TABLE blob_chunk (
    hash TEXT NOT NULL,
    start BIGINT NOT NULL,
    data @BYTES@ NOT NULL,
    PRIMARY KEY (hash, start)
);

CREATE TABLE draft (id TEXT PRIMARY KEY, saved_at TEXT NOT NULL, data @BYTES@ NOT NULL) @KEYED@;

CREATE TABLE view_case (
    stream TEXT PRIMARY KEY,
    receipt TEXT NOT NULL,
    state TEXT NOT NULL,
    item TEXT NOT NULL,
    department TEXT NOT NULL,
    hall TEXT NOT NULL,
    terminal TEXT NOT NULL,
    position BIGINT NOT NULL,
    confirmed TEXT NOT NULL,
    shown TEXT NOT NULL
) @KEYED@;
CREATE INDEX view_case_receipt ON view_case (receipt);
CREATE TABLE view_party (party TEXT NOT NULL, item TEXT NOT NULL, stream TEXT NOT NULL, PRIMARY KEY (party, item, stream)) @KEYED@;

CREATE TABLE view_file (hash TEXT NOT NULL, stream TEXT NOT NULL, PRIMARY KEY (hash, stream)) @KEYED@;

CREATE TABLE view_item (
    code TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    department TEXT NOT NULL,
    fillable INTEGER NOT NULL,
    form_version INTEGER NOT NULL,
    position BIGINT NOT NULL,
    document TEXT NOT NULL
) @KEYED@;

CREATE TABLE view_form (code TEXT NOT NULL, version INTEGER NOT NULL, document TEXT NOT NULL, PRIMARY KEY (code, version)) @KEYED@;

CREATE TABLE view_hall (code TEXT PRIMARY KEY, name TEXT NOT NULL, document TEXT NOT NULL) @KEYED@;

CREATE TABLE view_device (
    terminal TEXT PRIMARY KEY,
    hall TEXT NOT NULL,
    role TEXT NOT NULL,
    name TEXT NOT NULL,
    public_key TEXT NOT NULL,
    departments TEXT NOT NULL,
    revoked INTEGER NOT NULL
) @KEYED@;

CREATE TABLE view_report (terminal TEXT PRIMARY KEY, at TEXT NOT NULL, position BIGINT NOT NULL, document TEXT NOT NULL) @KEYED@;

CREATE TABLE view_number (name TEXT PRIMARY KEY, value BIGINT NOT NULL) @KEYED@;

CREATE TABLE view_held (stream TEXT NOT NULL, entry TEXT PRIMARY KEY, code TEXT NOT NULL) @KEYED@;

CREATE TABLE enrolment (code_hash TEXT PRIMARY KEY, hall TEXT NOT NULL, role TEXT NOT NULL, departments TEXT NOT NULL, expires_at TEXT NOT NULL, used_by TEXT NOT NULL) @KEYED@;

CREATE TABLE phone_drop (token TEXT PRIMARY KEY, terminal TEXT NOT NULL, expires_at TEXT NOT NULL, name TEXT NOT NULL, blob TEXT NOT NULL) @KEYED@;
