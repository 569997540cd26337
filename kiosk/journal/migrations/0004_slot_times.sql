ALTER TABLE view_slot ADD COLUMN start TEXT NOT NULL DEFAULT '';

UPDATE view_slot SET start = substr(stream, length(stream) - 15);

CREATE INDEX view_slot_start ON view_slot (start);
