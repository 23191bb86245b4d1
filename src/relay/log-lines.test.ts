import { expect, test } from 'vitest';
import { createAgent } from '../agent.ts';
import type { LogEntry } from './log-entry.ts';
import { createLogLines, type LogLevel } from './log-lines.ts';
import { canaries, created, findCanaries, origin, secrets, setUp } from './test-support.ts';

const entry: LogEntry = {
  time: '2026-11-22T22:00:00.000Z',
  level: 'info',
  event: 'request',
  request_id: 'id',
  route: 'create',
  agent: 'shop',
  status: 429,
  code: 'rate_limited',
  limit: 'createIp',
  ms: 3,
  dropped_keys: 2,
};

function write(entries: LogEntry[], level?: LogLevel): string[] {
  const lines: string[] = [];
  const log = createLogLines({ write: (line) => lines.push(line), ...(level && { level }) });
  for (const each of entries) log(each);
  return lines;
}

test('G-1 a line is the entry as JSON, and nothing of process or machine', () => {
  const [line = ''] = write([entry]);
  expect(JSON.parse(line)).toEqual(entry);
  expect(line).not.toMatch(/pid|hostname/);
});

test('G-1 a field that is not named is not written, whoever put it there', () => {
  const careless = { ...entry, body: canaries.token, ip: '203.0.113.7', constructor: 'x' };
  const [line = ''] = write([careless]);
  expect(JSON.parse(line)).toEqual(entry);
});

test('G-2 line ends and control codes make no second line, and reach no terminal', () => {
  const evil = { ...entry, request_id: 'a\r\n{"level":"error"}\u001b[31m\u0000\u2028b' };
  const lines = write([evil]);
  expect(lines).toHaveLength(1);
  // oxlint-disable-next-line no-control-regex
  expect(lines[0]).not.toMatch(/[\u0000-\u001f]/);
  expect(JSON.parse(lines[0] ?? '')).toEqual(evil);
});

test('a level keeps what is below it', () => {
  const all = (['info', 'warn', 'error'] as const).map((level) => ({ ...entry, level }));
  const count = (level: LogLevel) => write(all, level).length;
  expect([count('info'), count('warn'), count('error'), count('silent')]).toEqual([3, 2, 1, 0]);
});

test('G-1, G-3 each request is one line, whatever befalls it, and none holds a word of visitor, agent or operator', async () => {
  const lines: string[] = [];
  const bench = await setUp('in process', { log: createLogLines({ write: (line) => lines.push(line) }) });
  const token = await bench.open();
  const words = 'Call me on 0161 496 0000\r\n{"level":"error"}';
  let requests = 1;
  const send = async (path: string, body: unknown, headers = {}) => {
    await bench.post(path, body, headers);
    requests += 1;
  };
  for (const mishap of [words, '500', '429', 'reset', 'html', 'malformed', 'goodbye', 'after the end'])
    await send('/chat/respond', { conversation_id: token, message: mishap });
  await send('/chat/create', { ...created, metadata: { email: 'ann@example.org' } }, { cookie: 'PII=1' });
  await send('/chat/create', created, { origin: 'https://evil.example', 'user-agent': 'A\u00e9gent' });
  await send('/chat/respond', { conversation_id: 'forged'.repeat(20), message: words });
  await send('/chat/create', words, { authorization: 'Bearer PII' });
  await send(`/${encodeURIComponent(words)}`, {});
  expect(lines).toHaveLength(requests);
  const text = lines.join('\n');
  expect(text).not.toMatch(/0161|ann@|PII|evil|shop\.example|forged|eyJ|Our return|71c21b7c/);
  expect([findCanaries(text), text.includes(origin), text.includes(token)]).toEqual([[], false, false]);
  for (const line of lines) {
    const { ms, request_id: id, route, status } = JSON.parse(line) as LogEntry;
    expect([typeof ms, typeof status, typeof route, id]).toEqual([
      'number',
      'number',
      'string',
      expect.stringMatching(/^[\da-f-]{36}$/),
    ]);
  }
});

test('G-3 all lines of one conversation have its name, which outlives a change of secrets and is not that of the store', async () => {
  const agent = createAgent();
  const older = await setUp('in process', { fetch: agent.fetch });
  const token = await older.open();
  const newer = await setUp('in process', {
    fetch: agent.fetch,
    secrets: [{ id: '2', key: Uint8Array.from({ length: 32 }, (_, index) => index * 3) }, ...secrets],
    store: older.store,
  });
  await older.post('/chat/respond', { conversation_id: token, message: 'Hello' });
  await newer.post('/chat/respond', { conversation_id: token, message: 'Hello again' });
  await newer.open();
  const names = [...older.log, ...newer.log].map(({ conversation }) => conversation);
  expect(names[0]).toMatch(/^[\w-]{12}$/);
  expect(new Set(names.slice(0, 3)).size).toBe(1);
  expect(names[3]).not.toBe(names[0]);
});
