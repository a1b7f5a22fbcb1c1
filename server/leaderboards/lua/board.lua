-- Write members' scores, each only if its revision is newer than the one that stands: repeated, late and crossing
-- writes change nothing.
-- KEYS: one sorted set for each score, then the revisions (hash)
-- ARGV: when all keys expire (seconds since the epoch, '' = never), then for each member: name, revision, and for each
-- sorted set the score ('' = not in it)
local sets = #KEYS - 1
local revisions = KEYS[#KEYS]
for i = 2, #ARGV, sets + 2 do
  local standing = tonumber(redis.call('HGET', revisions, ARGV[i]) or '')
  if not standing or tonumber(ARGV[i + 1]) > standing then
    redis.call('HSET', revisions, ARGV[i], ARGV[i + 1])
    for set = 1, sets do
      local score = ARGV[i + 1 + set]
      if score == '' then
        redis.call('ZREM', KEYS[set], ARGV[i])
      else
        redis.call('ZADD', KEYS[set], score, ARGV[i])
      end
    end
  end
end
if ARGV[1] ~= '' then
  for _, key in ipairs(KEYS) do redis.call('EXPIREAT', key, ARGV[1]) end
end
