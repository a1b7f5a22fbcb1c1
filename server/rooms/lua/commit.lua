-- Replace a document if nothing it was decided on has changed: its version, and the number of rows that were read (rows are
-- write-once); then tell everybody the new document.
-- KEYS: document, alarms, channel, table that was read, more keys to keep alive...
-- ARGV: version read (0 = none yet), rows read ('' = none), next version, document, alarm ('' = none), member, ttl
if (redis.call('HGET', KEYS[1], 'version') or '0') ~= ARGV[1] then return 0 end
if ARGV[2] ~= '' and redis.call('HLEN', KEYS[4]) ~= tonumber(ARGV[2]) then return 0 end
redis.call('HSET', KEYS[1], 'version', ARGV[3], 'document', ARGV[4])
if ARGV[1] == '0' then redis.call('HSET', KEYS[1], 'since', redis.call('TIME')[1]) end
redis.call('EXPIRE', KEYS[1], ARGV[7])
for i = 5, #KEYS do redis.call('EXPIRE', KEYS[i], ARGV[7]) end
if ARGV[5] == '' then redis.call('ZREM', KEYS[2], ARGV[6]) else redis.call('ZADD', KEYS[2], ARGV[5], ARGV[6]) end
redis.call('PUBLISH', KEYS[3], ARGV[4])
return 1
