-- Write rows once each, if the document is still the version they were decided on ({-1} when it is not).
-- KEYS: document, table
-- ARGV: version, ttl, row limit (0 = none), channel to announce the row count on ('' = no), message prefix, key, row, key, row...
-- Returns for each key: false when our row stands, else the row that stands ('' when the table is full); last the row count.
if redis.call('HGET', KEYS[1], 'version') ~= ARGV[1] then return {-1} end
local limit, out = tonumber(ARGV[3]), {}
local count = redis.call('HLEN', KEYS[2])
for i = 6, #ARGV, 2 do
  local standing = redis.call('HGET', KEYS[2], ARGV[i])
  if standing then
    out[#out + 1] = standing
  elseif limit > 0 and count >= limit then
    out[#out + 1] = ''
  else
    redis.call('HSET', KEYS[2], ARGV[i], ARGV[i + 1])
    count = count + 1
    out[#out + 1] = false
  end
end
if #ARGV > 5 and count * 2 <= #ARGV - 5 then redis.call('EXPIRE', KEYS[2], ARGV[2]) end -- this call made the table
if ARGV[4] ~= '' then redis.call('PUBLISH', ARGV[4], ARGV[5] .. count) end
out[#out + 1] = count
return out
