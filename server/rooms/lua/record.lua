-- Write rows once each, if the document is still the version they were decided on ({-1} when it is not).
-- KEYS: document, table, its unique texts (each with the key of the row that carries it)
-- ARGV: version, ttl, row limit (0 = none), channel to announce the row count on ('' = no), message prefix,
--       then for each row: key, row, unique text ('' = none)
-- Returns for each: false when our row stands, else the row that stands, 0 when the table is full, 1 when the text is another
-- row's; last the row count, and how many heard the announcement.
if redis.call('HGET', KEYS[1], 'version') ~= ARGV[1] then return {-1} end
local limit, out = tonumber(ARGV[3]), {}
local count = redis.call('HLEN', KEYS[2])
local made = count == 0
if made then redis.call('DEL', KEYS[3]) end -- it may end a moment later than its table
for i = 6, #ARGV, 3 do
  local key, row, text = ARGV[i], ARGV[i + 1], ARGV[i + 2]
  local standing = redis.call('HGET', KEYS[2], key)
  if standing then
    out[#out + 1] = standing
  elseif limit > 0 and count >= limit then
    out[#out + 1] = 0
  elseif text ~= '' and redis.call('HSETNX', KEYS[3], text, key) == 0 then
    out[#out + 1] = 1
  else
    redis.call('HSET', KEYS[2], key, row)
    count = count + 1
    out[#out + 1] = false
    if made then redis.call('EXPIRE', KEYS[2], ARGV[2]) end
    made = false
    if text ~= '' then redis.call('PEXPIRE', KEYS[3], redis.call('PTTL', KEYS[2])) end -- they end together
  end
end
local heard = 0
if ARGV[4] ~= '' then heard = redis.call('PUBLISH', ARGV[4], ARGV[5] .. count) end
out[#out + 1] = count
out[#out + 1] = heard
return out
