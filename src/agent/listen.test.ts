// The port: how it opens and closes. What it answers is tried in the suites beside this one.
import { expect, test, vi } from 'vitest';
import { type Agent, createAgent, serveAgent } from '../agent.ts';
import { createBody, headers, path } from './test-support.ts';

const init = { method: 'POST', headers, body: JSON.stringify(createBody) };

test('an agent that exists already is served as it is', async () => {
  const agent = createAgent();
  const served = await serveAgent(agent);
  expect(served.agent).toBe(agent);
  expect(served.url).toBe(`http://127.0.0.1:${served.port}`);
  await fetch(`${served.url}${path}/create`, init);
  expect(agent.received.create).toBe(1);
  await served.close();
});

test('a port that is taken is an error', async () => {
  const { port, close } = await serveAgent();
  await expect(serveAgent({}, { port })).rejects.toMatchObject({ code: 'EADDRINUSE' });
  await close();
});

test('closing cuts a call that hangs, and ends its wait', async () => {
  const { url, agent, close } = await serveAgent({ mishap: 'hang' });
  const closed = vi.waitUntil(() => agent.received.create === 1).then(close);
  await expect(fetch(`${url}${path}/create`, init)).rejects.toThrow('fetch failed');
  await closed;
  await expect(fetch(`${url}${path}/create`, init)).rejects.toMatchObject({
    cause: { code: 'ECONNREFUSED' },
  });
});

test('a caller who goes away takes the call along', async () => {
  const agent = createAgent({ mishap: 'hang' });
  const ended = vi.fn<(error: unknown) => void>();
  const watched: Agent = {
    ...agent,
    fetch: (input, init) =>
      agent.fetch(input, init).catch((error: unknown) => {
        ended(error);
        throw error;
      }),
  };
  const { url, close } = await serveAgent(watched);
  const abort = new AbortController();
  const gone = vi.waitUntil(() => agent.received.create === 1).then(() => abort.abort());
  await expect(fetch(`${url}${path}/create`, { ...init, signal: abort.signal })).rejects.toHaveProperty(
    'name',
    'AbortError',
  );
  await gone;
  await vi.waitFor(() => expect(ended).toHaveBeenCalledOnce());
  await close();
});

test('a fault in one’s own mishap function is told as 500', async () => {
  const { url, close } = await serveAgent({
    mishap: () => {
      throw new RangeError('own fault');
    },
  });
  const response = await fetch(`${url}${path}/create`, init);
  expect(response.status).toBe(500);
  expect(await response.text()).toBe('RangeError: own fault');
  await close();
});
