// `parley-chat check` as an operator meets it: a real server behind TLS, and Node's own fetch.
import { createServer, type Server } from 'node:https';
import { type AddressInfo, createServer as createTcpServer } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { type Certificate, hasOpenssl, makeCertificate } from '../../e2e/support/certificate.ts';
import { createAgent } from '../agent.ts';
import { type PolyAIAccount, polyai, regions } from '../protocol/upstream.ts';
import { checkUpstream, type CheckOptions } from './check.ts';
import { account, canaries } from './test-support.ts';

const certificate = hasOpenssl ? makeCertificate() : { key: '', cert: '' };
const servers: Server[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await new Promise((resolve) => server.close(resolve));
});

/** The stand-in of this very account, behind TLS. */
async function serveAgent({ key, cert }: Certificate = certificate): Promise<string> {
  const { accountId, projectId, apiKey, token } = account;
  const agent = createAgent({ accountId, projectId, apiKey, token });
  const server = createServer({ key, cert }, (incoming, outgoing) => {
    void (async () => {
      let body = '';
      for await (const part of incoming.setEncoding('utf8')) body += String(part);
      const headers = Object.entries(incoming.headers).map(([name, value]) => [name, String(value)]);
      const { url = '', method = '' } = incoming;
      const answer = await agent.fetch(url, { method, headers: headers as [string, string][], body });
      outgoing.writeHead(answer.status, { 'content-type': 'application/json', connection: 'close' });
      outgoing.end(await answer.text());
    })();
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `https://localhost:${(server.address() as AddressInfo).port}`;
}

/** Node's own fetch, which trusts this test's certificate as if it had come from NODE_EXTRA_CA_CERTS. */
function createTrustingFetch({ cert }: Certificate): NonNullable<CheckOptions['fetch']> {
  void new Response();
  const { constructor } = Reflect.get(globalThis, Symbol.for('undici.globalDispatcher.1')) as object;
  const dispatcher: unknown = Reflect.construct(constructor as new () => object, [{ connect: { ca: cert } }]);
  return (url, init) => fetch(url, { ...init, dispatcher } as RequestInit);
}

async function check(settings: Partial<PolyAIAccount>, fetch?: CheckOptions['fetch']): Promise<string> {
  const upstream = polyai({ ...account, ...settings });
  const { isWell, lines } = await checkUpstream({ upstream, timeoutMs: 5000, ...(fetch && { fetch }) });
  const said = lines.join('\n');
  for (const secret of [canaries.apiKey, canaries.token, account.accountId, account.projectId])
    expect(said).not.toContain(secret);
  return `${isWell ? 'well' : 'ill'}: ${said}`;
}

test.skipIf(!hasOpenssl).each([
  ['nothing wrong', {}, /^well: All is well: the agent at localhost:\d+ answered in \d+ ms/],
  ['a wrong key', { apiKey: 'another' }, /^ill: .* answered 401: it refuses the key.*POLYAI_API_KEY/s],
  ['a wrong token', { token: 'another' }, /^ill: .* 401: it refuses the key or the token.*POLYAI_TOKEN/s],
  ['a wrong project', { projectId: 'another' }, /^ill: .* 404: it does not know this project.*PROJECT_ID/s],
  ['a wrong account', { accountId: 'another' }, /^ill: .* 404: it does not know this account.*ACCOUNT_ID/s],
])('over TLS, %s is told as what it is', async (_, settings, words) => {
  const baseUrl = await serveAgent();
  expect(await check({ baseUrl, ...settings }, createTrustingFetch(certificate))).toMatch(words);
});

test.skipIf(!hasOpenssl)('a wrong region is told together with the right one', async () => {
  const here = await serveAgent();
  const elsewhere = await serveAgent();
  const trusting = createTrustingFetch(certificate);
  const fetch: CheckOptions['fetch'] = (url, init) => {
    const { origin, pathname } = new URL(url);
    // What another region knows is another account's.
    if (origin !== regions['us-1'])
      return trusting(elsewhere + pathname.replace(account.accountId, 'other'), init);
    return trusting(here + pathname, init);
  };
  const { baseUrl: _, ...settings } = account;
  const upstream = polyai({ ...settings, region: 'uk-1' });
  const { isWell, lines } = await checkUpstream({ upstream, timeoutMs: 5000, fetch });
  expect([isWell, ...lines]).toEqual([
    false,
    'api.uk-1.platform.polyai.app answered 404, but the agent is there in another region.',
    'Set POLYAI_REGION=us-1.',
  ]);
});

test.skipIf(!hasOpenssl)(
  'U-6 a certificate of nobody we know is told as such, and the key stays here',
  async () => {
    const baseUrl = await serveAgent();
    expect(await check({ baseUrl })).toMatch(
      /^ill: localhost:\d+ shows no certificate that this machine trusts\.\n.*NODE_EXTRA_CA_CERTS/,
    );
  },
);

test.skipIf(!hasOpenssl).each([
  ['that has expired', { isExpired: true }],
  ['of another name', { name: 'other.example' }],
])('U-6 a certificate %s is told as such', async (_, wanted) => {
  const bad = makeCertificate(wanted);
  expect(await check({ baseUrl: await serveAgent(bad) }, createTrustingFetch(bad))).toMatch(
    /^ill: localhost:\d+ shows no certificate that this machine trusts/,
  );
});

test('a host that is not there, and a name that there is not, are told apart', async () => {
  const closed = createTcpServer();
  await new Promise<void>((resolve) => closed.listen(0, '127.0.0.1', resolve));
  const { port } = closed.address() as AddressInfo;
  await new Promise((resolve) => closed.close(resolve));
  expect(await check({ baseUrl: `https://localhost:${port}` })).toMatch(
    /^ill: There is no connection to localhost:\d+\.\nLook at the firewall/,
  );
  expect(await check({ baseUrl: 'https://parley.invalid' })).toMatch(
    /^ill: The name parley\.invalid cannot be resolved\.\n.*POLYAI_BASE_URL/,
  );
});

test('a server without TLS is told as such', async () => {
  const plain = createTcpServer((socket) => {
    socket.on('error', () => undefined).once('data', () => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'));
  });
  await new Promise<void>((resolve) => plain.listen(0, '127.0.0.1', resolve));
  const { port } = plain.address() as AddressInfo;
  expect(await check({ baseUrl: `https://localhost:${port}` })).toMatch(/shows no certificate/);
  await new Promise((resolve) => plain.close(resolve));
});
