-- Count one use of a name in a running stretch of time, which begins with the first; return how many there were.
-- KEYS: the name. ARGV: seconds
redis.call('SET', KEYS[1], 0, 'EX', ARGV[1], 'NX')
return redis.call('INCR', KEYS[1])
