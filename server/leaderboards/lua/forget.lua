-- Remove members, each only if its revision is still the one that was read ('' = none).
-- KEYS: scores (sorted set), revisions (hash)
-- ARGV: member, revision read, member, revision read...
for i = 1, #ARGV, 2 do
  if tonumber(redis.call('HGET', KEYS[2], ARGV[i]) or '') == tonumber(ARGV[i + 1]) then
    redis.call('ZREM', KEYS[1], ARGV[i])
    redis.call('HDEL', KEYS[2], ARGV[i])
  end
end
