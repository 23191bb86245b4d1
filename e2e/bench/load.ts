// Turns at a given pace or as fast as they go, over connections that are kept, and how long each took.
import { randomUUID } from 'node:crypto';
import { Agent, request } from 'node:http';

/** Somewhere to post a message to. */
export interface Target {
  name: string;
  url: string;
  headers: Record<string, string>;
  /** Conversations that may have a turn at once, as this target knows them. */
  conversations: string[];
}

export interface Sample {
  ms: number;
  isAnswered: boolean;
}

const connections = new Agent({ keepAlive: true, maxSockets: 256 });

export function post({ url, headers }: Pick<Target, 'url' | 'headers'>, body: object) {
  return new Promise<{ status: number; text: string }>((resolve, reject) => {
    const bytes = JSON.stringify(body);
    const sent = request(
      url,
      {
        method: 'POST',
        agent: connections,
        headers: {
          ...headers,
          'content-type': 'application/json',
          'content-length': Buffer.byteLength(bytes),
        },
      },
      (answer) => {
        let text = '';
        answer.setEncoding('utf8').on('data', (part: string) => (text += part));
        answer.on('end', () => resolve({ status: answer.statusCode ?? 0, text })).on('error', reject);
      },
    );
    sent.on('error', reject).end(bytes);
  });
}

async function say(target: Target, count: number): Promise<Sample> {
  const { conversations, headers } = target;
  const startedAt = performance.now();
  const keyed = { ...headers, 'idempotency-key': randomUUID() };
  const body = { conversation_id: conversations[count % conversations.length], message: 'A refund, please' };
  const { status } = await post({ ...target, headers: keyed }, body).catch(() => ({ status: 0 }));
  return { ms: performance.now() - startedAt, isAnswered: status === 200 };
}

/** So many turns a second for so long, each begun at its time, whatever became of those before. */
export async function keepPace(target: Target, perSecond: number, seconds: number): Promise<Sample[]> {
  const total = perSecond * seconds;
  const under: Promise<Sample>[] = [];
  const startedAt = performance.now();
  await new Promise<void>((resolve) => {
    const timer = setInterval(() => {
      const due = Math.min(total, Math.floor(((performance.now() - startedAt) / 1000) * perSecond));
      while (under.length < due) under.push(say(target, under.length));
      if (under.length < total) return;
      clearInterval(timer);
      resolve();
    }, 1);
  });
  return Promise.all(under);
}

/** So many turns, as many at once as there are conversations. @returns seconds, and how many failed */
export async function race(target: Target, total: number): Promise<{ seconds: number; failed: number }> {
  let next = 0;
  let failed = 0;
  const startedAt = performance.now();
  await Promise.all(
    target.conversations.map(async (_, index) => {
      while ((next += 1) <= total) if (!(await say(target, index)).isAnswered) failed += 1;
    }),
  );
  return { seconds: (performance.now() - startedAt) / 1000, failed };
}

export function percentile(samples: Sample[], share: number): number {
  const sorted = samples.map(({ ms }) => ms).toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN;
}
