-- Write members' scores, each only if its revision is newer than the one that stands: repeated, late and crossing
-- writes change nothing.
-- KEYS: scores (sorted set), revisions (hash)
-- ARGV: member, revision, score ('' = off the board), member, revision, score...
for i = 1, #ARGV, 3 do
  local standing = tonumber(redis.call('HGET', KEYS[2], ARGV[i]) or '')
  if not standing or tonumber(ARGV[i + 1]) > standing then
    redis.call('HSET', KEYS[2], ARGV[i], ARGV[i + 1])
    if ARGV[i + 2] == '' then
      redis.call('ZREM', KEYS[1], ARGV[i])
    else
      redis.call('ZADD', KEYS[1], ARGV[i + 2], ARGV[i])
    end
  end
end
