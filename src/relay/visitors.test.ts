// Many visitors at once, and those who only pretend to be: nobody gets what is another's.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { created, origin, setUp } from './test-support.ts';

/** An agent that answers with the conversation's id and what was said in it. */
function createEcho() {
  let number = 0;
  return async (url: string, init: RequestInit) => {
    const { conversation_id: id = '', message }: Record<string, string> = JSON.parse(init.body as string);
    // Answers come in another order than questions.
    for (let pause = (number * 7) % 5; pause > 0; pause -= 1) await Promise.resolve();
    const answer = url.endsWith('/create')
      ? { conversation_id: `WEBCHAT_${(number += 1)}`, response: `WEBCHAT_${number}` }
      : { response: `${id} heard ${message}` };
    return new Response(JSON.stringify(answer));
  };
}

test('C-6 in 10,000 turns of 200 conversations at once nobody gets another’s answer', async () => {
  const bench = await setUp('in process', { fetch: createEcho() });
  async function converse(visitor: number): Promise<number> {
    const first = await bench.post('/chat/create', { ...created, user_id: crypto.randomUUID() });
    const { conversation_id: token, response: id } = (await first.json()) as Record<string, string>;
    let right = 0;
    for (let turn = 0; turn < 50; turn += 1) {
      const message = `${visitor}-${turn}`;
      // The same key in every conversation: it is nobody's but its own.
      const headers = { 'idempotency-key': `the-same-key-for-all-${turn}` };
      const answer = await bench.post('/chat/respond', { conversation_id: token, message }, headers);
      const { response } = (await answer.json()) as { response: string };
      if (response === `${id} heard ${message}`) right += 1;
    }
    return right;
  }
  const right = await Promise.all(Array.from({ length: 200 }, (_, visitor) => converse(visitor)));
  expect(right).toEqual(Array(200).fill(50));
}, 120_000);

test('O-8 a program that claims an origin is let in until limits stop it, and the README says so', async () => {
  const bench = await setUp('over a port', { rates: { createIp: '1/h:3' } });
  const statuses: number[] = [];
  for (let call = 0; call < 5; call += 1) {
    const headers = { origin, 'user-agent': 'curl/8' };
    statuses.push((await bench.post('/chat/create', created, headers)).status);
  }
  await bench.close();
  expect(statuses).toEqual([200, 200, 200, 429, 429]);
  const readme = readFileSync(join(import.meta.dirname, '../../README.md'), 'utf8');
  expect(readme).toMatch(/list of origins[^.]*; it does not stop a program, which can claim any origin/);
});
