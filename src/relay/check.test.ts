import { expect, test } from 'vitest';
import { createAgent } from '../agent.ts';
import { polyai } from '../protocol/upstream.ts';
import { checkUpstream, type CheckOptions } from './check.ts';
import { account, canaries } from './test-support.ts';

const answering = (status: number, body: string) => () => Promise.resolve(new Response(body, { status }));
const failing = (code: string) => () =>
  Promise.reject(
    new TypeError('fetch failed', { cause: Object.assign(new Error(canaries.token), { code }) }),
  );

const check = (fetch: CheckOptions['fetch'], options: Partial<CheckOptions> = {}) =>
  checkUpstream({ upstream: polyai(account), timeoutMs: 1000, ...(fetch && { fetch }), ...options });

test.each([
  ['a wrong key', createAgent({ apiKey: 'other' }).fetch, /401.*POLYAI_API_KEY and POLYAI_TOKEN/s],
  ['a wrong token', createAgent({ token: 'other' }).fetch, /401.*POLYAI_TOKEN/s],
  ['a wrong project', createAgent({ projectId: 'other' }).fetch, /404.*this project.*POLYAI_PROJECT_ID/s],
  ['a wrong account', createAgent({ accountId: 'other' }).fetch, /404.*this account.*POLYAI_ACCOUNT_ID/s],
  ['an address without the API', answering(404, ''), /404.*POLYAI_REGION.*POLYAI_PROJECT_ID/s],
  ['no such name', failing('ENOTFOUND'), /cannot be resolved.*DNS/s],
  ['a refused connection', failing('ECONNREFUSED'), /no connection.*firewall/s],
  ['a strange certificate', failing('SELF_SIGNED_CERT_IN_CHAIN'), /certificate.*NODE_EXTRA_CA_CERTS/s],
  ['a broken connection', createAgent({ mishap: 'reset' }).fetch, /broke before an answer/],
  ['a redirect', answering(302, ''), /302.*elsewhere.*POLYAI_BASE_URL/s],
  ['a page of another service', createAgent({ mishap: 'html' }).fetch, /not in the form of the Chat API/],
  ['an agent that is not published', answering(400, '{"error_code":"CHAT_DRAFT_NOT_EXIST"}'), /Publish it/],
  ['another version of the API', answering(400, '{}'), /does not accept/],
  ['too many requests', createAgent({ mishap: '429' }).fetch, /in a minute/],
  ['trouble on the other side', createAgent({ mishap: '500' }).fetch, /trouble of its own/],
])('names %s in plain words and without a secret', async (_, fetch, words) => {
  const { isWell, lines } = await check(fetch);
  expect(isWell).toBe(false);
  expect(lines.join('\n')).toMatch(words);
  for (const value of [...Object.values(canaries), account.accountId])
    expect(lines.join()).not.toContain(value);
});

test('says that all is well, and that it was slow where it was', async () => {
  const agent = createAgent();
  expect(await check(agent.fetch)).toMatchObject({
    isWell: true,
    lines: [expect.stringMatching(/^All is well/)],
  });
  expect(agent.calls[0]?.body).toMatchObject({ message: '', metadata: {} });
  let time = 0;
  const slow = await check(agent.fetch, { now: () => (time += 6000) });
  expect(slow.lines.join('\n')).toContain('That is slow');
});

test('gives up after the time limit', async () => {
  const { lines } = await check(createAgent({ mishap: 'hang' }).fetch, { timeoutMs: 5 });
  expect(lines.join()).toMatch(/No answer .* within 0\.005 s.*UPSTREAM_TIMEOUT/);
});
