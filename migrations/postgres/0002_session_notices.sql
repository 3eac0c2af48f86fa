-- What a session's owner has to be told on their next page, until they dismiss it.
ALTER TABLE sessions ADD COLUMN notice TEXT CHECK (notice IN ('new_device', 'reuse_detected'));
