// Mishaps on demand: typed by a visitor, who must see the retry work, or set by a test.
import { describe, expect, test, vi } from 'vitest';
import { createAgent } from './create-agent.ts';
import { type MishapChoice, mishaps, readTypedMishap } from './mishaps.ts';
import { createBody, headers, path, ways } from './test-support.ts';

const signal = () => AbortSignal.timeout(250);

/** What a visitor's program meets. */
const outcomes: Record<string, (answer: () => Promise<Response>) => Promise<void>> = {
  429: async (answer) => {
    const response = await answer();
    expect(response.status).toBe(429);
    expect(response.headers.get('retry-after')).toBe('5');
  },
  500: async (answer) => expect((await answer()).status).toBe(500),
  503: async (answer) => expect((await answer()).status).toBe(503),
  malformed: async (answer) => {
    const response = await answer();
    expect(response.status).toBe(200);
    await expect(response.json()).rejects.toThrow(SyntaxError);
  },
  html: async (answer) => {
    const response = await answer();
    expect(response.headers.get('content-type')).toContain('text/html');
    expect(await response.text()).toContain('<!doctype html>');
  },
  reset: async (answer) => {
    await expect(answer()).rejects.toMatchObject({
      name: 'TypeError',
      message: 'fetch failed',
      cause: { code: 'ECONNRESET', syscall: 'read' },
    });
  },
  hang: async (answer) => {
    await expect(answer()).rejects.toMatchObject({ name: 'TimeoutError' });
  },
};
const failing = Object.entries(outcomes);

describe.each(ways)('%s', (_way, reach) => {
  test.each(failing)(
    'a typed %s strikes once, and the same message then gets through',
    async (word, meets) => {
      const { agent, start, say } = await reach();
      const id = await start();
      await meets(() => say(id, word, { signal: signal() }));
      const second = await say(id, word);
      expect(await second.json()).toMatchObject({
        response: expect.stringContaining('went through on the second try'),
        end_conversation: false,
      });
      expect((await say(id, word)).status).toBe(200);
      expect(agent.received.respond).toBe(3);
      expect(agent.calls.map(({ mishap }) => mishap)).toEqual([undefined, word, undefined, undefined]);
      await meets(async () => say(await start(), `  /${word.toUpperCase()} `, { signal: signal() }));
    },
  );

  test.each(failing)('the option %s strikes every call', async (mishap, meets) => {
    const { agent, post, say } = await reach({ mishap: readTypedMishap(mishap) });
    for (const message of ['first', 'second']) {
      await meets(() => post('create', createBody, { signal: signal() }));
      await meets(() => say('any', message, { signal: signal() }));
    }
    expect(agent.received).toEqual({ create: 2, respond: 2 });
  });

  test.each([
    ['expired', 400, 'CHAT_TIMEOUT'],
    ['ended', 410, 'ChatConversationEnded'],
  ] as const)(
    'a typed %s closes the conversation for good, and that one alone',
    async (word, status, code) => {
      const { start, say } = await reach();
      const [id, other] = [await start(), await start()];
      for (const message of [word, word, 'Hi']) {
        const response = await say(id, message);
        expect(response.status).toBe(status);
        expect(await response.json()).toMatchObject({ error_code: code });
      }
      expect((await say(other, 'Hi')).status).toBe(200);
    },
  );

  test.each([
    ['expired', 400],
    ['ended', 410],
  ] as const)('the option %s lets create pass and refuses what follows', async (mishap, status) => {
    const { start, say } = await reach({ mishap });
    expect((await say(await start(), 'Hi')).status).toBe(status);
  });

  test('a typed slow waits, each time, and then answers', async () => {
    const { start, say } = await reach({ slowMs: 60 });
    const id = await start();
    for (const word of ['slow', '/Slow']) {
      const before = performance.now();
      const response = await say(id, word);
      expect(performance.now() - before).toBeGreaterThan(50);
      expect(response.status).toBe(200);
    }
  });

  test('a function picks calls by operation, count and message', async () => {
    const mishap = vi.fn<MishapChoice>(({ operation, count }) =>
      operation === 'respond' && count === 2 ? '500' : undefined,
    );
    const { start, say } = await reach({ mishap });
    const id = await start();
    expect((await say(id, 'one')).status).toBe(200);
    expect((await say(id, 'two')).status).toBe(500);
    expect((await say(id, 'two')).status).toBe(200);
    expect(mishap.mock.calls.map(([call]) => call)).toEqual([
      { operation: 'create', count: 1, message: '' },
      { operation: 'respond', count: 1, message: 'one' },
      { operation: 'respond', count: 2, message: 'two' },
      { operation: 'respond', count: 3, message: 'two' },
    ]);
  });

  test('the wait that a 429 asks for can be set', async () => {
    const { post } = await reach({ mishap: '429', retryAfterSeconds: 2 });
    expect((await post('create', createBody)).headers.get('retry-after')).toBe('2');
  });
});

describe('the list of mishaps', () => {
  test('gives every name once, with a title for people', () => {
    expect(mishaps.map(({ name }) => name)).toEqual([
      'slow',
      '429',
      '500',
      '503',
      'malformed',
      'html',
      'reset',
      'hang',
      'expired',
      'ended',
    ]);
    for (const { title } of mishaps) expect(title).toMatch(/^[A-Z].{5,24}$/);
  });

  test.each(['slow down', 'error 500', '//reset', 'hang up', ''])('%j is a message, no mishap', (message) => {
    expect(readTypedMishap(message)).toBeUndefined();
  });
});

test('a slow answer takes twelve seconds unless told, and an abort ends the wait', async () => {
  vi.useFakeTimers();
  try {
    const agent = createAgent({ mishap: 'slow' });
    const answered = vi.fn<(response: Response) => void>();
    const init = { method: 'POST', headers, body: JSON.stringify(createBody) };
    const call = agent.fetch(`${path}/create`, init).then(answered);
    await vi.advanceTimersByTimeAsync(11_999);
    expect(answered).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(1);
    await call;
    expect(answered).toHaveBeenCalledOnce();

    const abort = new AbortController();
    const aborted = agent.fetch(`${path}/create`, { ...init, signal: abort.signal });
    await vi.advanceTimersByTimeAsync(10);
    expect(vi.getTimerCount()).toBe(1);
    abort.abort();
    await expect(aborted).rejects.toHaveProperty('name', 'AbortError');
    expect(vi.getTimerCount()).toBe(0);
  } finally {
    vi.useRealTimers();
  }
});

test.each(ways)('%s: two calls at once get one strike between them', async (_way, reach) => {
  const { start, say } = await reach();
  const id = await start();
  const statuses = await Promise.all([say(id, '500'), say(id, '500')]);
  expect(statuses.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 500]);
});
