-- Forget the notices of a board whose time is over, and return the others: name, text, name, text...
-- KEYS: texts by name, names by when they end   ARGV: how many, at most; those that stay longest
local clock = redis.call('TIME')
local now = tonumber(clock[1]) + tonumber(clock[2]) / 1000000
for _, name in ipairs(redis.call('ZRANGEBYSCORE', KEYS[2], '-inf', now)) do
  redis.call('HDEL', KEYS[1], name)
  redis.call('ZREM', KEYS[2], name)
end
local told = {}
for _, name in ipairs(redis.call('ZREVRANGE', KEYS[2], 0, tonumber(ARGV[1]) - 1)) do
  told[#told + 1] = name
  told[#told + 1] = redis.call('HGET', KEYS[1], name)
end
return told
