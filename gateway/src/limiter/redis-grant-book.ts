import { createHash } from 'node:crypto';
import { Redis } from 'ioredis';
import * as z from 'zod';
import { GRANT_KEPT_MS, type GrantAnswer, type GrantBook, type GrantOrder } from './grant-book.ts';

/** A round trip within one network takes less than a millisecond. Beyond this the book counts as away. */
const ANSWER_WITHIN_MS = 100;
const CONNECT_WITHIN_MS = 1_000;
const CONNECT_AGAIN_AFTER_MS = 500;
/** A connection that says nothing for so long leads nowhere, as when the address moved: it is given up for a new one. */
const SILENT_CONNECTION_MS = 2_000;
/** A gateway that has said nothing for so long is not there. */
const GATEWAY_SEEN_MS = 10_000;
/** A day's count is of use until the day ends everywhere. */
const AFTER_DAY_MS = 3_600_000;

/**
 * One hash for each limit, with a field for each gateway: granted, used, until when the grant counts, when the next part of
 * what is used counts no more. One key a call, so that it runs on a cluster too, and the time is the server's.
 * ARGV: gateway, kind, limit, used, kept, wanted, largest, returns in, grant kept for, the hash kept for.
 */
const SETTLE = `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local me, kind = ARGV[1], ARGV[2]
local limit, used, kept, wanted, largest = tonumber(ARGV[3]), tonumber(ARGV[4]), tonumber(ARGV[5]), tonumber(ARGV[6]), tonumber(ARGV[7])
local fields = redis.call('HGETALL', KEYS[1])
local others, returns = 0, -1
for at = 1, #fields, 2 do
  if fields[at] ~= me then
    local its, its_used, its_until, its_return = string.match(fields[at + 1], '^(%d+) (%d+) (%d+) (%-?%d+)$')
    if tonumber(its_until) > now then
      others = others + tonumber(its)
      its_return = tonumber(its_return)
      if its_return >= 0 then
        local left = math.max(0, its_return - now)
        if returns < 0 or left < returns then returns = left end
      end
    elseif kind == 'day' then
      others = others + tonumber(its_used)
    else
      redis.call('HDEL', KEYS[1], fields[at])
    end
  end
end
local room = limit - others
local target = kept + wanted
if wanted > 0 and target <= room then
  local reserve = math.floor((room - target) / 8)
  if reserve >= 4 * largest then target = target + reserve end
end
local granted = math.max(kept, math.min(target, room))
if wanted > 0 and others == 0 and kept == 0 and granted < largest and limit > 0 then granted = largest end
-- Of a day it stays: whoever comes next must know that this gateway has looked into the request log.
if granted == 0 and kind ~= 'day' then
  redis.call('HDEL', KEYS[1], me)
else
  local returns_at = -1
  if tonumber(ARGV[8]) >= 0 then returns_at = now + tonumber(ARGV[8]) end
  local number = function(value) return string.format('%.0f', value) end
  redis.call('HSET', KEYS[1], me, number(granted) .. ' ' .. number(used) .. ' ' .. number(now + tonumber(ARGV[9])) .. ' ' .. number(returns_at))
end
redis.call('PEXPIRE', KEYS[1], ARGV[10])
return { string.format('%.0f', granted), string.format('%.0f', others), returns, #fields > 0 and 1 or 0 }
`;

/** What a gateway leaves behind: of a day what it used, of anything else nothing. ARGV: gateway, kind, used. */
const LEAVE = `
if ARGV[2] == 'day' and tonumber(ARGV[3]) > 0 then
  redis.call('HSET', KEYS[1], ARGV[1], ARGV[3] .. ' ' .. ARGV[3] .. ' 0 -1')
else
  redis.call('HDEL', KEYS[1], ARGV[1])
end
`;

/** ARGV: gateway, seen for. */
const BEAT = `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
redis.call('ZADD', KEYS[1], now, ARGV[1])
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now - tonumber(ARGV[2]))
redis.call('PEXPIRE', KEYS[1], ARGV[2])
return redis.call('ZCARD', KEYS[1])
`;

const settledSchema = z.tuple([z.coerce.number(), z.coerce.number(), z.number(), z.number()]);

/**
 * Grants in Redis or Valkey. Nothing waits for a connection: without one every call fails at once, and it is made anew
 * beside the requests. No secret gets there, and no address in clear.
 * @param of.installation tells one installation's limits from another's on the same server
 * @param of.gateway this process, and no other
 */
export function createRedisGrantBook(of: {
  readonly url: string;
  readonly installation: string;
  readonly gateway: string;
}): GrantBook {
  const { gateway } = of;
  const redis = new Redis(of.url, {
    lazyConnect: true,
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    connectTimeout: CONNECT_WITHIN_MS,
    socketTimeout: SILENT_CONNECTION_MS,
    retryStrategy: () => CONNECT_AGAIN_AFTER_MS,
  });
  // Each call tells what failed; a message for each connection that could not be made would say nothing more.
  redis.on('error', () => {});
  const connected = redis.connect().catch(() => {});
  const keyOf = (name: string) => `latentkit:${of.installation}:limit:${name}`;
  const gatewaysKey = `latentkit:${of.installation}:gateways`;

  return {
    async settle(orders) {
      const calls = orders.map((order) => ({ script: SETTLE, key: keyOf(order.name), args: argsOf(order, gateway) }));
      return (await run(redis, calls)).map(readSettled);
    },
    async beat() {
      // At the start; later ones find a connection, or none.
      await within(connected, CONNECT_WITHIN_MS);
      const [alive] = await run(redis, [{ script: BEAT, key: gatewaysKey, args: [gateway, GATEWAY_SEEN_MS] }]);
      return z.number().parse(alive);
    },
    async leave(orders) {
      const calls = orders.map(({ name, kind, used }) => ({
        script: LEAVE,
        key: keyOf(name),
        args: [gateway, kind, used],
      }));
      await run(redis, calls);
      await within(redis.zrem(gatewaysKey, gateway));
    },
    async close() {
      redis.disconnect();
    },
  };
}

function argsOf(order: GrantOrder, gateway: string): (string | number)[] {
  const { kind, limit, used, kept, wanted, largest, returnsInMs, endsInMs } = order;
  const hashKeptMs = endsInMs === undefined ? GRANT_KEPT_MS : endsInMs + AFTER_DAY_MS;
  const counts = [limit, used, kept, wanted, largest, returnsInMs ?? -1, GRANT_KEPT_MS, hashKeptMs].map(Math.ceil);
  return [gateway, kind, ...counts];
}

function readSettled(reply: unknown): GrantAnswer {
  const [granted, others, returnsInMs, wasKnown] = settledSchema.parse(reply);
  return { granted, others, returnsInMs: returnsInMs < 0 ? undefined : returnsInMs, wasKnown: wasKnown === 1 };
}

interface ScriptCall {
  readonly script: string;
  readonly key: string;
  readonly args: readonly (string | number)[];
}

/** All in one round trip; once more with the scripts themselves where the server does not know them, as after its start. */
async function run(redis: Redis, calls: readonly ScriptCall[]): Promise<readonly unknown[]> {
  const known = await send(redis, calls, ({ script }) => ['evalsha', sha1Of(script)]);
  if (known !== 'unknown script') return known;
  const told = await send(redis, calls, ({ script }) => ['eval', script]);
  if (told === 'unknown script') throw new Error('the server does not take scripts');
  return told;
}

async function send(
  redis: Redis,
  calls: readonly ScriptCall[],
  command: (call: ScriptCall) => readonly [string, string],
): Promise<readonly unknown[] | 'unknown script'> {
  const replies = await within(
    redis.pipeline(calls.map((call) => [...command(call), 1, call.key, ...call.args])).exec(),
  );
  const failure = replies?.find(([error]) => error !== null)?.[0];
  if (failure?.message.startsWith('NOSCRIPT')) return 'unknown script';
  if (failure) throw failure;
  return replies?.map(([, reply]) => reply) ?? [];
}

const hashes = new Map<string, string>();

function sha1Of(script: string): string {
  const known = hashes.get(script) ?? createHash('sha1').update(script).digest('hex');
  hashes.set(script, known);
  return known;
}

/**
 * @throws Error where there is no answer in time; one that comes later is nobody's. An answer that has come while this
 * process was busy with something else is in time.
 */
async function within<Answer>(answer: Promise<Answer>, withinMs = ANSWER_WITHIN_MS): Promise<Answer> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    const giveUp = () => reject(new Error(`no answer within ${withinMs} ms`));
    // What the socket holds is read between the two.
    timer = setTimeout(() => setImmediate(giveUp), withinMs);
  });
  answer.catch(() => {});
  try {
    return await Promise.race([answer, late]);
  } finally {
    clearTimeout(timer);
  }
}
