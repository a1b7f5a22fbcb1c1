-- Set a member's alarm, if the document is still the version it was meant for: what has moved on has an alarm of its own.
-- KEYS: document, alarms   ARGV: version, alarm, member
if redis.call('HGET', KEYS[1], 'version') ~= ARGV[1] then return 0 end
redis.call('ZADD', KEYS[2], ARGV[2], ARGV[3])
return 1
