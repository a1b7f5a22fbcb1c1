-- Let go of a unique text, if it is this row that carries it.
-- KEYS: texts of a table   ARGV: text, row key
if redis.call('HGET', KEYS[1], ARGV[1]) ~= ARGV[2] then return 0 end
return redis.call('HDEL', KEYS[1], ARGV[1])
