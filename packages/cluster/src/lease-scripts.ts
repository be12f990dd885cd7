/** What `Leases` runs inside Redis, so that two processes never both believe. Each touches one key. Time is Redis's own. */

const now = `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
`;

/**
 * ARGV: node, life, url, lease ms, epoch that may be taken from its living holder (0: none), '1' to be patient, keep ms.
 * Answers 1 and the epoch that was taken, or 0 and epoch, url and life of who has it. No epoch is below the Unix time in
 * seconds, so that a Redis which lost its data gives none twice.
 */
export const acquireScript = `${now}
local epoch, node, life, url, untilMs = unpack(redis.call('HMGET', KEYS[1], 'epoch', 'node', 'life', 'url', 'until'))
epoch, untilMs = tonumber(epoch or 0), tonumber(untilMs or 0)
if life == ARGV[2] and untilMs > now then
  redis.call('HSET', KEYS[1], 'until', now + ARGV[4])
  return {1, epoch}
end
local isKept = epoch > 0 and node ~= ARGV[1] and (untilMs > now or (ARGV[6] == '1' and untilMs > 0))
if isKept and epoch ~= tonumber(ARGV[5]) then return {0, epoch, url, life} end
epoch = math.max(epoch + 1, math.floor(now / 1000))
redis.call('HSET', KEYS[1], 'epoch', epoch, 'node', ARGV[1], 'life', ARGV[2], 'url', ARGV[3], 'until', now + ARGV[4])
redis.call('PEXPIRE', KEYS[1], ARGV[7])
return {1, epoch}
`;

/** ARGV: node, life, url, epoch, lease ms, keep ms. Answers 1, or 0 when another has taken it. A key that Redis lost is made again. */
export const renewScript = `${now}
local epoch, life = unpack(redis.call('HMGET', KEYS[1], 'epoch', 'life'))
if epoch and (life ~= ARGV[2] or epoch ~= ARGV[4]) then return 0 end
redis.call('HSET', KEYS[1], 'epoch', ARGV[4], 'node', ARGV[1], 'life', ARGV[2], 'url', ARGV[3], 'until', now + ARGV[5])
redis.call('PEXPIRE', KEYS[1], ARGV[6])
return 1
`;

/** ARGV: life, epoch. The epoch stays, so that the next is higher. */
export const releaseScript = `
local epoch, life = unpack(redis.call('HMGET', KEYS[1], 'epoch', 'life'))
if life == ARGV[1] and epoch == ARGV[2] then redis.call('HSET', KEYS[1], 'until', 0) end
return 1
`;

/** Answers epoch, url and life of who has it, or nothing when nobody has. */
export const lookScript = `${now}
local epoch, life, url, untilMs = unpack(redis.call('HMGET', KEYS[1], 'epoch', 'life', 'url', 'until'))
if not epoch or tonumber(untilMs) <= now then return {} end
return {tonumber(epoch), url, life}
`;
