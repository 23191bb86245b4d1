// The chat on a page whose line to the relay breaks: the visitor writes once, the agent hears it once, and one answer shows.
import { startFaultProxy, type Toxic } from '../support/fault-proxy.ts';
import { expect, openChat, test } from '../support/world.ts';

const message = 'Can I talk to a person?';

const troubles: [what: string, ...toxics: Toxic[]][] = [
  ['the answer is lost after the agent has given it', { type: 'reset_peer' }],
  // Twice, since the first time the browser sends it again by itself.
  ['the answer is lost again and again', { type: 'reset_peer' }, { type: 'close' }, { type: 'reset_peer' }],
  ['the answer breaks off in the middle', { type: 'limit_data', bytes: 900 }],
  [
    'the message is lost on its way',
    { type: 'reset_peer', stream: 'upstream' },
    { type: 'close', stream: 'upstream' },
  ],
  ['the answer comes in crumbs', { type: 'slicer', bytes: 40, delayMs: 5 }],
];

/** What costs the page more than one attempt. */
const telling = ['the answer is lost again and again', 'the message is lost on its way'];

for (const [what, ...toxics] of troubles) {
  const tag = telling.includes(what) ? [] : '@full';
  test(`a message is said and answered once when ${what}`, { tag }, async ({ page, world }) => {
    const left = [...toxics];
    const proxy = await startFaultProxy({
      target: world.relay.url.replace('localhost', '127.0.0.1'),
      onRequest: ({ method, body }) =>
        method === 'POST' && body.includes(message) ? left.shift() : undefined,
    });
    const chat = await openChat(page, world, `<script async src="${proxy.url}/parley.js"></script>`);
    await chat.say(message);
    await expect(chat.message('agent')).toHaveCount(2);
    await expect(chat.message('visitor')).toHaveCount(1);
    await expect(chat.failure).toHaveCount(0);
    expect(left).toEqual([]);
    const said = world.agent.calls.filter(({ body }) => JSON.stringify(body).includes(message));
    expect(said).toHaveLength(1);
    await proxy.close();
  });
}
