// What must happen as a whole is a script: Redis runs nothing else meanwhile, and a process that is killed has run all of it
// or nothing. Each key is given in KEYS, so that a cluster can place it and a client can put its own prefix before it.

const shared = `
local function longer(key, millis)
  return string.format('%.0f', math.max(redis.call('PTTL', key), tonumber(millis)))
end
local function keep(key, millis)
  redis.call('PEXPIRE', key, longer(key, millis))
end
local function change(key, stamp, millis)
  redis.call('SET', key, stamp, 'PX', longer(key, millis))
end`;

/**
 * `KEYS`: window, windows, marks, changes, and the lease if it must be held. `ARGV`: name, end, bytes, keepMillis, stamp,
 * token, staleMillis. Returns 0 if the lease is not held.
 */
// A full Redis refuses the first write of a script if it takes memory. Here it does, so nothing is written.
export const appendScript: string = `${shared}
if KEYS[5] and redis.call('GET', KEYS[5]) ~= ARGV[6] then return 0 end
if redis.call('EXISTS', KEYS[1]) == 0 or not redis.call('ZSCORE', KEYS[2], ARGV[1]) then
  change(KEYS[4], ARGV[5], ARGV[4])
  redis.call('ZADD', KEYS[2], ARGV[2], ARGV[1])
  redis.call('SET', KEYS[1], ARGV[3], 'PX', ARGV[4])
end
keep(KEYS[2], ARGV[4])
keep(KEYS[3], ARGV[4])
if KEYS[5] then redis.call('PEXPIRE', KEYS[5], ARGV[7]) end
return 1`;

/** `KEYS`: services. `ARGV`: service, keepMillis, the time in epoch milliseconds. Forgets services that are over. */
export const noteServiceScript: string = `${shared}
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', ARGV[3])
local known = tonumber(redis.call('ZSCORE', KEYS[1], ARGV[1]) or 0)
local ends = tonumber(ARGV[3]) + tonumber(ARGV[2])
if ends > known then redis.call('ZADD', KEYS[1], string.format('%.0f', ends), ARGV[1]) end
keep(KEYS[1], ARGV[2])
return 1`;

/** `KEYS`: windows, marks. `ARGV`: the least end. Returns names, and kinds of marks with their values. */
export const listScript = `return {redis.call('ZRANGEBYSCORE', KEYS[1], ARGV[1], '+inf'), redis.call('HGETALL', KEYS[2])}`;

/** `KEYS`: window. `ARGV`: how many bytes. Returns the first bytes, and how many there are; nothing if it is gone. */
export const readStartScript = `
if redis.call('EXISTS', KEYS[1]) == 0 then return false end
return {redis.call('GETRANGE', KEYS[1], 0, ARGV[1] - 1), redis.call('STRLEN', KEYS[1])}`;

/** `KEYS`: windows, changes, then each window. `ARGV`: stamp, millis, then the name of each. */
export const dropScript: string = `${shared}
local gone = 0
for i = 3, #KEYS do
  gone = gone + redis.call('ZREM', KEYS[1], ARGV[i]) + redis.call('DEL', KEYS[i])
end
if gone > 0 then change(KEYS[2], ARGV[1], ARGV[2]) end
return gone`;

/** As `dropScript`, but only names whose bytes are gone. Returns these names. */
export const tidyScript: string = `${shared}
local gone = {}
for i = 3, #KEYS do
  if redis.call('EXISTS', KEYS[i]) == 0 and redis.call('ZREM', KEYS[1], ARGV[i]) == 1 then
    table.insert(gone, ARGV[i])
  end
end
if #gone > 0 then change(KEYS[2], ARGV[1], ARGV[2]) end
return gone`;

/** `KEYS`: marks, changes, windows. `ARGV`: kind, atMicros, value, stamp, millis. Returns 0 if there is a later one. */
// A clear must work when Redis is full, because it frees memory. So the first write is HDEL, which takes none.
export const markScript: string = `${shared}
local earlier = redis.call('HGET', KEYS[1], ARGV[1])
if earlier and (tonumber(string.match(earlier, '^[^:]*')) or 0) > tonumber(ARGV[2]) then return 0 end
redis.call('HDEL', KEYS[1], ARGV[1])
redis.call('HSET', KEYS[1], ARGV[1], ARGV[2] .. ':' .. ARGV[3])
keep(KEYS[1], longer(KEYS[3], ARGV[5]))
change(KEYS[2], ARGV[4], ARGV[5])
return 1`;

/** `KEYS`: lease. `ARGV`: token, staleMillis. Returns 0 while another token holds it. */
// Who holds it drops windows, which frees memory. So the first write is DEL, which takes none.
export const holdScript = `
local holder = redis.call('GET', KEYS[1])
if holder and holder ~= ARGV[1] then return 0 end
redis.call('DEL', KEYS[1])
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return 1`;

/** `KEYS`: lease. `ARGV`: token. */
export const releaseScript = `
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
return redis.call('DEL', KEYS[1])`;
