// `parley-chat check`: one call of create, and in plain words what its outcome says about the settings.
import type { ChatError } from '../protocol/chat-error.ts';
import { type ChatClientOptions, createChatClient } from '../protocol/client.ts';
import { speak2026 } from '../protocol/contract-2026.ts';
import { regions, type Upstream } from '../protocol/upstream.ts';
import { readConnectFailure } from './connect-failure.ts';

export interface CheckOptions {
  upstream: Pick<Upstream, 'base' | 'headers' | 'contract'>;
  timeoutMs: number;
  fetch?: ChatClientOptions['fetch'];
  now?: () => number;
}

/** The verdict in words that hold no secret. */
export interface CheckResult {
  isWell: boolean;
  lines: string[];
}

/** An answer that takes longer than this is worth a word, in milliseconds. */
const slowMs = 5000;

/** Starts one conversation, as a visitor would, and says how that went. */
export async function checkUpstream({
  upstream,
  timeoutMs,
  fetch,
  now = () => Date.now(),
}: CheckOptions): Promise<CheckResult> {
  const greet = (base: string) =>
    createChatClient({
      ...upstream,
      base,
      timeoutMs,
      init: { redirect: 'manual' },
      ...(upstream.contract === '2026' ? { fetch: speak2026(fetch) } : fetch && { fetch }),
    }).create({ userId: crypto.randomUUID() });
  const { host } = new URL(upstream.base);
  const startedAt = now();
  try {
    const { reply } = await greet(upstream.base);
    const ms = Math.round(now() - startedAt);
    const lines = [`All is well: the agent at ${host} answered in ${ms} ms.`];
    if (ms > slowMs) lines.push('That is slow: visitors wait this long for the first words.');
    if (reply.text.trim() === '') lines.push('It has no greeting: visitors see the widget’s own.');
    if (reply.ended) lines.push('But it ended the conversation at once: look at the agent in Agent Studio.');
    return { isWell: !reply.ended, lines };
  } catch (error) {
    const failure = error as ChatError;
    const region = [401, 403, 404].includes(failure.status ?? 0)
      ? await findRegion(upstream.base, greet)
      : undefined;
    if (region === undefined) return { isWell: false, lines: explain(failure, host, timeoutMs) };
    const said = `${host} answered ${failure.status}, but the agent is there in another region.`;
    return { isWell: false, lines: [said, `Set POLYAI_REGION=${region}.`] };
  }
}

/** The region in which the agent does answer: an agent lives in one, and the others do not know its account. */
async function findRegion(
  base: string,
  greet: (base: string) => Promise<unknown>,
): Promise<string | undefined> {
  const { origin } = new URL(base);
  const entries = Object.entries(regions);
  if (!entries.some(([, address]) => address === origin)) return undefined;
  for (const [region, address] of entries) {
    if (address === origin) continue;
    const isThere = await greet(base.replace(origin, address)).then(
      () => true,
      () => false,
    );
    if (isThere) return region;
  }
  return undefined;
}

function explain({ status, code, detail, cause }: ChatError, host: string, timeoutMs: number): string[] {
  if (status === undefined) {
    if (code === 'timeout')
      return [
        `No answer from ${host} within ${timeoutMs / 1000} s.`,
        'Try again, or raise UPSTREAM_TIMEOUT, and UPSTREAM_FIRST_BYTE_TIMEOUT where it is set.',
      ];
    const words = {
      dns: [
        `The name ${host} cannot be resolved.`,
        'Look at POLYAI_BASE_URL and at the DNS of this machine.',
      ],
      connect: [
        `There is no connection to ${host}.`,
        'Look at the firewall or proxy in front of this machine.',
      ],
      tls: [
        `${host} shows no certificate that this machine trusts.`,
        'Something between may be opening TLS; Node takes a further authority from NODE_EXTRA_CA_CERTS.',
      ],
    };
    const kind = readConnectFailure(cause);
    return kind ? words[kind] : [`The connection to ${host} broke before an answer came.`, 'Try again.'];
  }
  const said = `${host} answered ${status}`;
  if (status === 401 || status === 403) {
    return [
      `${said}: it refuses the key or the token.`,
      'Look at POLYAI_API_KEY and POLYAI_TOKEN; one may have been rotated.',
    ];
  }
  if (status === 404 && detail === 'PROJECT_NOT_FOUND')
    return [`${said}: it does not know this project.`, 'Look at POLYAI_PROJECT_ID.'];
  if (status === 404 && detail === 'ACCOUNT_NOT_FOUND')
    return [
      `${said}: it does not know this account.`,
      'Look at POLYAI_ACCOUNT_ID and POLYAI_REGION; an account lives in one region.',
    ];
  if (status === 404) {
    return [
      `${said}: it does not know this agent.`,
      'Look at POLYAI_REGION, POLYAI_ACCOUNT_ID and POLYAI_PROJECT_ID; an agent lives in one region.',
    ];
  }
  if (status === 429) return [`${said}: it takes no more requests just now.`, 'Try again in a minute.'];
  if (status >= 300 && status < 400) {
    return [
      `${said}: it wants to send the request elsewhere, and the key with it.`,
      'Look at POLYAI_BASE_URL.',
    ];
  }
  if (detail === 'CHAT_DRAFT_NOT_EXIST') {
    return [`${said}: the agent has nothing to run.`, 'Publish it in Agent Studio.'];
  }
  if (status < 300) {
    return [
      `${said}, but not in the form of the Chat API.`,
      'Look at POLYAI_BASE_URL: this may be another service.',
    ];
  }
  if (status < 500)
    return [`${said}: it does not accept the request.`, 'The agent may speak another version of the API.'];
  return [`${said}: it has trouble of its own.`, 'Try again; if it stays, ask PolyAI.'];
}
