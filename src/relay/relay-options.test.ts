import { expect, test } from 'vitest';
import { createRelay } from './relay.ts';
import { resolveOptions } from './relay-options.ts';
import { secrets, setUp } from './test-support.ts';

const upstream = { base: 'https://agent.invalid', headers: {} };

test('an option given as undefined takes no guard away', async () => {
  const absent = {
    requireOrigin: undefined,
    maxBodyBytes: undefined,
    conversationTtlMs: undefined,
    now: undefined,
  };
  const options = { upstream, secrets, allowedOrigins: [], ...(absent as object) };
  expect(resolveOptions(options)).toMatchObject({
    requireOrigin: true,
    maxBodyBytes: 32_768,
    conversationTtlMs: 86_400_000,
    now: expect.any(Function),
  });
  const relay = await setUp('in process', absent as object);
  const answer = await relay.send('/chat/create', {
    method: 'POST',
    headers: { origin: 'https://evil.example' },
  });
  expect(answer.status).toBe(403);
  expect(relay.agent.received.create).toBe(0);
  await relay.close();
});

test('an agent that is given more time may take all of it', () => {
  const options = { upstream, secrets, allowedOrigins: [] };
  expect(resolveOptions(options).firstByteTimeoutMs).toBe(45_000);
  expect(resolveOptions({ ...options, upstreamTimeoutMs: 90_000 }).firstByteTimeoutMs).toBe(90_000);
});

test.each([
  ['upstream', { secrets, allowedOrigins: [] }],
  ['secrets', { upstream, allowedOrigins: [] }],
  ['allowedOrigins', { upstream, secrets }],
])('%s that is missing is named', (name, options) => {
  expect(() => createRelay(options as never)).toThrow(`createRelay: ${name}`);
});
