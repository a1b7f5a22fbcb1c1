-- Mark the work as done, if the lock is still the worker's own; then let go of it.
-- KEYS: lock, mark   ARGV: token, when the mark expires (seconds since the epoch, '' = never)
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[2], '1')
if ARGV[2] ~= '' then redis.call('EXPIREAT', KEYS[2], ARGV[2]) end
redis.call('DEL', KEYS[1])
return 1
