import { readFileSync, readdirSync } from 'node:fs';
import { bundle, canaries, expect, partsOf, test } from '../support/world.ts';

test('S-1, C-1: key, token and raw conversation id are nowhere in page, traffic, browser files and logs', async ({
  page,
  world,
}) => {
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
  const seen = [...(await Promise.all(traffic)), page_, ...world.log].join('\n');
  expect(seen).toContain('/chat/respond');
  for (const secret of [canaries.apiKey, canaries.token, ...raw]) {
    for (const form of [secret, encodeURIComponent(secret), Buffer.from(secret).toString('base64')]) {
      expect(seen).not.toContain(form);
    }
  }
});

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
