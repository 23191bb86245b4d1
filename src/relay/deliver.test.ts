// Upstream rows of the fault table: how often the agent received the message, and what the browser was told.
import { describe, expect, test, vi } from 'vitest';
import { createAgent } from '../agent.ts';
import { type Bench, createFakeClock, created, type Setup, setUp } from './test-support.ts';

/** A fault on the way to the agent: what one call meets, before or instead of it. */
type Fault = 'pass' | Response | { code: string; syscall?: string };

const refused = { code: 'ECONNREFUSED', syscall: 'connect' };
const putOff = (status: number, seconds: string) => () =>
  new Response('{}', { status, headers: { 'retry-after': seconds } });

/** A relay whose calls meet one fault after the other, the last one for ever; its clock stands still. */
async function meet(faults: (Fault | (() => Fault))[], setup: Setup = {}) {
  const clock = createFakeClock();
  const agent = createAgent();
  let calls = 0;
  const bench = await setUp('in process', {
    ...clock,
    random: () => 0.5,
    ...setup,
    fetch: async (url, init) => {
      const next = faults[Math.min(calls, faults.length - 1)] ?? 'pass';
      const fault = typeof next === 'function' ? next() : next;
      calls += 1;
      if (fault === 'pass') return agent.fetch(url, init);
      if (fault instanceof Response) return fault;
      throw new TypeError('fetch failed', { cause: Object.assign(new Error(fault.code), fault) });
    },
  });
  return { bench, clock, agent, calls: () => calls };
}

const create = (bench: Bench, message = 'Hello') => bench.post('/chat/create', { ...created, message });

const rows: [row: string, faults: (Fault | (() => Fault))[], calls: number, status: number, code?: string][] =
  [
    ['row 1 a port that is closed for a moment', [refused, 'pass'], 2, 200],
    ['row 1 a port that stays closed', [refused], 3, 503, 'upstream_unavailable'],
    ['row 2 a name that cannot be resolved', [{ code: 'ENOTFOUND' }], 3, 503, 'upstream_unavailable'],
    ['row 2 a resolver that is away', [{ code: 'EAI_AGAIN' }, { code: 'EAI_AGAIN' }, 'pass'], 3, 200],
    ['row 3 a connection that is never made', [{ code: 'UND_ERR_CONNECT_TIMEOUT' }, 'pass'], 2, 200],
    ['row 4 a reset while connecting', [{ code: 'ECONNRESET', syscall: 'connect' }, 'pass'], 2, 200],
    ['row 5 a reset after sending', [{ code: 'ECONNRESET', syscall: 'read' }], 1, 502, 'delivery_unknown'],
    ['row 6 an end after sending', [{ code: 'UND_ERR_SOCKET' }], 1, 502, 'delivery_unknown'],
    ['row 7 headers that do not come', [{ code: 'UND_ERR_HEADERS_TIMEOUT' }], 1, 502, 'delivery_unknown'],
    ['row 10 a garbled answer', [{ code: 'HPE_INVALID_CONSTANT' }], 1, 502, 'delivery_unknown'],
    ['row 12 a refused key', [new Response('{}', { status: 401 })], 1, 502, 'upstream_auth'],
    ['row 14 a refusal for a second', [putOff(429, '1'), 'pass'], 2, 200],
    ['row 14 refusals for a second without end', [putOff(429, '1')], 3, 429, 'upstream_busy'],
    ['row 15 a refusal for an hour', [putOff(429, '3600')], 1, 429, 'upstream_busy'],
    ['row 15 a refusal without a time', [() => new Response('{}', { status: 429 })], 1, 429, 'upstream_busy'],
    ...[500, 502, 504, 408].map((status): (typeof rows)[number] => [
      `row 16 a bare ${status}`,
      [new Response('{}', { status })],
      1,
      502,
      'delivery_unknown',
    ]),
    ['row 17 a bare 503', [new Response('', { status: 503 })], 1, 502, 'delivery_unknown'],
    ['row 17 a 503 with a time', [putOff(503, '2'), 'pass'], 2, 200],
    ['row 17 a 503 for longer', [putOff(503, '30')], 1, 503, 'upstream_unavailable'],
    ['U-6 an expired certificate', [{ code: 'CERT_HAS_EXPIRED' }], 1, 503, 'upstream_unavailable'],
  ];

describe('U-1', () => {
  test.each(rows)('%s', async (_, faults, count, status, code) => {
    const { bench, clock, calls } = await meet(faults);
    const answer = await clock.until(create(bench));
    expect([answer.status, ((await answer.json()) as { code?: string }).code]).toEqual([status, code]);
    expect(calls()).toBe(count);
    expect(bench.log[0]?.attempts).toBe(count);
  });
});

test('row 3 three seconds a connection: told within nine, and the agent never heard of it', async () => {
  const clock = createFakeClock();
  let calls = 0;
  const bench = await setUp('in process', {
    ...clock,
    random: () => 0.99,
    fetch: () => {
      calls += 1;
      const cause = Object.assign(new Error('x'), { code: 'UND_ERR_CONNECT_TIMEOUT' });
      return new Promise((_, reject) => clock.setTimer(() => reject(new TypeError('x', { cause })), 3000));
    },
  });
  const startedAtMs = clock.now();
  const { status } = await clock.until(create(bench));
  expect([status, calls]).toEqual([503, 2]);
  expect(clock.now() - startedAtMs).toBeLessThan(9000);
});

test('row 7 an answer that does not begin in time is unknown, and the call is given up', async () => {
  const clock = createFakeClock();
  let signal: AbortSignal | null | undefined;
  const bench = await setUp('in process', {
    ...clock,
    fetch: (_, init) => {
      signal = init.signal;
      return new Promise((__, reject) =>
        signal?.addEventListener('abort', () => reject(new Error('aborted'))),
      );
    },
  });
  const answering = create(bench, '');
  await vi.waitFor(() => expect(signal).toBeDefined());
  await clock.pass(44_999);
  expect(signal?.aborted).toBe(false);
  await clock.pass(1);
  expect((await answering).status).toBe(502);
  expect(bench.log[0]).toMatchObject({ code: 'delivery_unknown', attempts: 1 });
});

test('an answer that begins but does not end in time is unknown too', async () => {
  const clock = createFakeClock();
  let calls = 0;
  const bench = await setUp('in process', {
    ...clock,
    upstreamTimeoutMs: 2000,
    fetch: (_, init) => {
      calls += 1;
      const body = new ReadableStream({
        start: (controller) =>
          init.signal?.addEventListener('abort', () => controller.error(new Error('aborted'))),
      });
      return Promise.resolve(new Response(body));
    },
  });
  const startedAtMs = clock.now();
  const answer = await clock.until(create(bench, ''));
  expect([answer.status, calls]).toEqual([502, 1]);
  expect(clock.now() - startedAtMs).toBeGreaterThanOrEqual(2000);
});

test('a create without words is repeated once when its answer is lost, and told as unknown after that', async () => {
  const lost = { code: 'UND_ERR_SOCKET' };
  for (const [faults, status, count] of [
    [[lost, 'pass'], 200, 2],
    [[lost], 502, 2],
  ] as [Fault[], number, number][]) {
    const { bench, clock, calls } = await meet(faults);
    const answer = await clock.until(create(bench, ''));
    expect([answer.status, calls()]).toEqual([status, count]);
  }
});

test('with ON_UNKNOWN=resend the same key tries again what is unknown', async () => {
  const { bench, agent } = await meet([{ code: 'UND_ERR_SOCKET' }, 'pass'], { onUnknown: 'resend' });
  const key = { 'idempotency-key': '"71c21b7c-5fa3-4c0d-bd4f"' };
  const message = { ...created, message: 'Hello' };
  const first = await bench.post('/chat/create', message, key);
  expect([first.status, await first.json()]).toMatchObject([
    502,
    { code: 'delivery_unknown', retryable: true },
  ]);
  const second = await bench.post('/chat/create', message, key);
  expect([second.status, second.headers.get('idempotency-replayed')]).toEqual([200, 'false']);
  expect(agent.received.create).toBe(1);
});

test('U-2 an agent that is down is left alone, and visitors told at once when to come back', async () => {
  const { bench, clock, calls } = await meet([() => new Response('', { status: 500 })]);
  for (let turn = 0; turn < 20; turn += 1) await create(bench);
  expect(calls()).toBe(20);
  // At once: the clock of this relay stands still.
  const answer = await create(bench);
  expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '5']);
  expect(await answer.json()).toMatchObject({ code: 'upstream_unavailable', retryable: true });
  expect(calls()).toBe(20);
  await clock.pass(5000);
  await create(bench);
  expect(calls()).toBe(21);
});

test('U-4 a hung agent holds its places until the deadline and no longer, and those of no other agent', async () => {
  const clock = createFakeClock();
  let calls = 0;
  const hung = await setUp('in process', {
    ...clock,
    fetch: () => {
      calls += 1;
      return new Promise(() => undefined);
    },
  });
  const other = await setUp('in process', clock);
  const create500 = Array.from({ length: 500 }, async () => {
    const answer = await hung.post('/chat/create', { ...created, user_id: crypto.randomUUID() });
    return ((await answer.json()) as { code: string }).code;
  });
  await vi.waitFor(() => expect(calls).toBe(200));
  expect((await other.post('/chat/create', created)).status).toBe(200);
  await clock.pass(45_000);
  const codes = await Promise.all(create500);
  expect(codes.filter((code) => code === 'overloaded')).toHaveLength(300);
  expect(codes.filter((code) => code === 'delivery_unknown')).toHaveLength(200);
  expect((await hung.post('/chat/create', created)).status).toBe(503);
});

test('U-5 Retry-After is understood as seconds and as a date', async () => {
  const inAnHour = new Date(Date.now() + 3_600_000).toUTCString();
  for (const [header, seconds] of [
    ['3600', 3600],
    [inAnHour, 3600],
  ] as const) {
    const { bench } = await meet([putOff(429, header)]);
    const answer = await create(bench);
    expect(Math.abs(Number(answer.headers.get('retry-after')) - seconds)).toBeLessThan(3);
  }
});

test('row 28 a process that slept past its lease sends nothing when it wakes', async () => {
  const clock = createFakeClock();
  let nowMs = clock.now();
  const bench = await setUp('in process', { ...clock, now: () => nowMs });
  const { store } = bench;
  const { lock } = store;
  store.lock = (...args) => {
    nowMs += 90_000;
    return lock(...args);
  };
  const answer = await bench.post('/chat/create', created, { 'idempotency-key': '71c21b7c-5fa3-4c0d' });
  expect([answer.status, bench.agent.received.create]).toEqual([503, 0]);
});
