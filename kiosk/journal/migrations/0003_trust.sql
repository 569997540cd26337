CREATE TABLE view_clerk (
    number TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    secret TEXT NOT NULL,
    departments TEXT NOT NULL,
    duties TEXT NOT NULL,
    disabled INTEGER NOT NULL
) @KEYED@;

CREATE TABLE nonce (nonce TEXT PRIMARY KEY, at TEXT NOT NULL) @KEYED@;

CREATE TABLE seal (
    partition TEXT PRIMARY KEY,
    begins BIGINT NOT NULL,
    position BIGINT NOT NULL,
    chain TEXT NOT NULL,
    signer TEXT NOT NULL,
    signature TEXT NOT NULL
) @KEYED@;

ALTER TABLE verdict ADD COLUMN chain TEXT NOT NULL DEFAULT '';

ALTER TABLE view_device ADD COLUMN dismissal TEXT NOT NULL DEFAULT '';
