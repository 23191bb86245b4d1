// What Redis does in one step each. Every script goes by the server's own clock, so that replicas need not agree on theirs.

const clock = `
local t = redis.call('TIME')
local now = t[1] * 1000 + math.floor(t[2] / 1000)
local function text(number) return string.format('%.0f', number) end
local born = redis.call('GET', KEYS[1])
if not born then
  born = text(now)
  redis.call('SET', KEYS[1], born)
end
`;

/**
 * KEYS: birth, server. Notes when this memory begins: where another server answers than last time (a restart, a replica
 * that took over), what it knows may be incomplete, and it begins now. It writes in any case: a server that takes no writes
 * is of no use. Returns its time.
 */
export const greet = `${clock}
local info = redis.pcall('INFO', 'server')
local server = type(info) == 'string' and string.match(info, 'run_id:(%w+)')
if server and redis.call('GET', KEYS[2]) ~= server then
  born = text(now)
  redis.call('SET', KEYS[2], server)
end
redis.call('SET', KEYS[1], born)
return text(now)`;

/**
 * KEYS: birth, record. ARGV: fingerprint, owner, lease, time to live, time of issue or '', margin of the horizon, '1' to
 * take over what is unknown. Returns its time, the state, and for `done` status and body.
 */
export const begin = `${clock}
local fingerprint, owner, lease, ttl = ARGV[1], ARGV[2], tonumber(ARGV[3]), tonumber(ARGV[4])
local issued, margin, takesOver = tonumber(ARGV[5]), tonumber(ARGV[6]), ARGV[7] == '1'
local known = redis.call('HMGET', KEYS[2], 'fingerprint', 'lease', 'status', 'body')
if known[1] and known[1] ~= fingerprint then return {text(now), 'mismatch'} end
if known[3] then return {text(now), 'done', known[3], known[4]} end
if known[1] and now < tonumber(known[2]) then return {text(now), 'running'} end
local isForgotten = issued and issued <= math.max(tonumber(born), now - ttl) + margin
if (known[1] or isForgotten) and not takesOver then return {text(now), 'unknown'} end
if not known[1] and issued and issued > now + margin then return {text(now), 'early'} end
redis.call('HSET', KEYS[2], 'fingerprint', fingerprint, 'owner', owner, 'lease', text(now + lease))
redis.call('PEXPIRE', KEYS[2], ttl)
return {text(now), 'new'}`;

/** KEYS: record. ARGV: owner, and status and body of the answer, or nothing to drop the record. Returns 1 if it was the owner's. */
export const finish = `
if redis.call('HGET', KEYS[1], 'owner') ~= ARGV[1] then return 0 end
if redis.call('HEXISTS', KEYS[1], 'status') == 1 then return 0 end
if ARGV[2] then redis.call('HSET', KEYS[1], 'status', ARGV[2], 'body', ARGV[3])
else redis.call('DEL', KEYS[1]) end
return 1`;

/** The server's time in microseconds, which is how limits are reckoned. */
const clockUs = `
local t = redis.call('TIME')
local now = t[1] * 1000000 + t[2]
`;

/** What `takeUnits` of gcra.ts does, with `now` at hand. KEYS: bucket. ARGV: cost, unit in microseconds, burst. */
export const takeAtNow = `
local cost, unit, burst = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local capacity = burst * unit
local start = math.min(math.max(tonumber(redis.call('GET', KEYS[1]) or 0), now), now + capacity)
local next = math.max(now, start + cost * unit)
local wait = next - capacity - now
if wait > 0 then return {0, math.floor((capacity - (start - now)) / unit), math.ceil(wait / 1000)} end
redis.call('SET', KEYS[1], string.format('%.0f', next), 'PX', math.ceil((next - now) / 1000) + 1)
return {1, math.floor((capacity - (next - now)) / unit), 0}`;

export const take = clockUs + takeAtNow;

/** KEYS: count. ARGV: what to add, time to live. Returns the sum. */
export const count = `
local sum = redis.call('INCRBY', KEYS[1], ARGV[1])
if redis.call('PTTL', KEYS[1]) < 0 then redis.call('PEXPIRE', KEYS[1], ARGV[2]) end
return sum`;

/** KEYS: lock. ARGV: owner. */
export const unlock = `
if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end
return 0`;
