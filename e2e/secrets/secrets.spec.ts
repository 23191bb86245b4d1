import { readFileSync, readdirSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { bundle, canaries, expect, partsOf, test, type World } from '../support/world.ts';

const relaySecret = Buffer.from(Array.from({ length: 32 }, (_, index) => (index * 11 + 3) % 256));

/** Every way in which a text may stand in another: as it is, for a URL, and in base64, wherever it begins there. */
function toForms(secret: string | Buffer): string[] {
  const bytes = Buffer.from(secret);
  const inBase64 = [0, 1, 2].map((offset) =>
    Buffer.concat([Buffer.alloc(offset), bytes])
      .toString('base64')
      .slice(Math.ceil((offset * 8) / 6), Math.floor(((offset + bytes.length) * 8) / 6)),
  );
  const plain = typeof secret === 'string' ? [secret, encodeURIComponent(secret)] : [secret.toString('hex')];
  return [...plain, ...inBase64, ...inBase64.map((text) => text.replaceAll('+', '-').replaceAll('/', '_'))];
}

/** All that a page of Chromium holds in memory. */
async function readHeap(page: Page): Promise<string> {
  const session = await page.context().newCDPSession(page);
  let text = '';
  session.on('HeapProfiler.addHeapSnapshotChunk', ({ chunk }) => (text += chunk));
  await session.send('HeapProfiler.takeHeapSnapshot', { reportProgress: false });
  return text;
}

test.describe('with secrets that can be searched for', () => {
  test.use({ relayOptions: { secrets: `1:${relaySecret.toString('base64')}` } });

  test('S-1, C-1: key, token, the relay’s secret and raw conversation ids are nowhere in page, memory, traffic, browser files and logs', async ({
    page,
    world,
    browserName,
  }) => {
    await lookEverywhere(page, world, browserName === 'chromium');
  });
});

async function lookEverywhere(page: Page, world: World, hasHeap: boolean): Promise<void> {
  const traffic: Promise<string>[] = [];
  page.on('request', (request) => {
    traffic.push(
      request.allHeaders().then((headers) => JSON.stringify([request.url(), headers, request.postData()])),
    );
  });
  page.on('response', (response) => {
    traffic.push(
      Promise.all([response.allHeaders(), response.text().catch(() => '')]).then((parts) =>
        JSON.stringify(parts),
      ),
    );
  });
  await world.visit();
  const chat = partsOf(page);
  await chat.launcher.click();
  for (const text of ["What's your return policy?", '500', 'html', 'goodbye']) {
    await chat.input.fill(text);
    await chat.input.press('Enter');
    await expect(chat.typing).toHaveCount(0);
  }
  await expect(chat.ended).toBeVisible();

  const raw = world.agent.calls
    .map(({ body }) => (body as { conversation_id?: string }).conversation_id)
    .filter((id) => id !== undefined);
  expect(raw.length).toBeGreaterThan(0);
  // The agent did get the secrets: else their absence elsewhere would prove nothing.
  expect(world.agent.calls[0]?.headers).toMatchObject({
    'x-api-key': canaries.apiKey,
    'x-token': canaries.token,
  });

  const page_ = await page.evaluate(() => {
    const shadow = document.querySelector('parley-chat')?.shadowRoot?.innerHTML ?? '';
    return (
      document.documentElement.outerHTML +
      shadow +
      JSON.stringify([Object.entries(localStorage), Object.entries(sessionStorage)])
    );
  });
  const heap = hasHeap ? await readHeap(page) : '';
  // What was said is found there, so that it is the right memory.
  if (hasHeap) expect(heap).toContain('30 days with proof of purchase');
  const map = readFileSync(new URL('../../dist/parley.js.map', import.meta.url), 'utf8');
  const seen = [...(await Promise.all(traffic)), page_, heap, map, ...world.log].join('\n');
  expect(seen).toContain('/chat/respond');
  for (const secret of [canaries.apiKey, canaries.token, relaySecret, ...raw])
    expect(toForms(secret).filter((form) => seen.includes(form))).toEqual([]);
}

test('S-2: no browser file knows the names of the key headers or of the key settings', () => {
  const folder = new URL('../../dist/', import.meta.url);
  const serverFiles = /^(relay|cli|agent|client|upstream|chunks)/;
  const files = readdirSync(folder).filter((name) => /\.(js|map)$/.test(name) && !serverFiles.test(name));
  expect(files).toContain('parley.js');
  expect(files).toContain('index.js');
  for (const name of files)
    expect(readFileSync(new URL(name, folder), 'utf8'), name).not.toMatch(/x-api-key|POLYAI_/i);
});

test('the bundle is one ASCII script, closed in itself', () => {
  const text = bundle.toString('latin1');
  expect(bundle.every((byte) => byte < 0x80)).toBe(true);
  expect(text).toMatch(/^\(function\(\)\{[^]*\}\)\(\);\s*$/);
});

test('the relay reproduces the two calls of the seed without the two headers', async ({ request, world }) => {
  const headers = { Origin: world.origin };
  const created = await request.post(`${world.relay.url}/chat/create`, {
    headers,
    data: { user_id: '71c21b7c-5fa3-4c0d-bd4f-5ef0a7641b84', message: '', metadata: {} },
  });
  const { conversation_id, ...rest } = await created.json();
  expect(created.status()).toBe(200);
  expect(rest).toEqual({ response: 'Hi, how can I help you today?' });
  const answered = await request.post(`${world.relay.url}/chat/respond`, {
    headers,
    data: { conversation_id, message: "What's your return policy?" },
  });
  expect(await answered.text()).toBe(
    '{"response":"Our return policy is 30 days with proof of purchase.","end_conversation":false}',
  );
});
