-- Remove members, each only if its revision is still the one that was read ('' = none).
-- KEYS: sorted sets, then the revisions (hash)
-- ARGV: member, revision read, member, revision read...
local revisions = KEYS[#KEYS]
for i = 1, #ARGV, 2 do
  if tonumber(redis.call('HGET', revisions, ARGV[i]) or '') == tonumber(ARGV[i + 1]) then
    for set = 1, #KEYS - 1 do redis.call('ZREM', KEYS[set], ARGV[i]) end
    redis.call('HDEL', revisions, ARGV[i])
  end
end
