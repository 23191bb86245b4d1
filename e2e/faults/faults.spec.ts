// The table of faults: what befalls a message, how often the agent hears it all the same, and what its visitor sees. Real
// Chromium, the built bundle, the real relay and the stand-in; only time is short.
import { existsSync } from 'node:fs';
import { canaries, expect, openChat, partsOf, test } from '../support/world.ts';
import { browserToRelay, provedElsewhere } from './browser-to-relay.ts';
import { endRelayProcesses, removeRelayProcess } from './relay-process.ts';
import { relayToAgent } from './relay-to-agent.ts';
import type { Row, Scene } from './row.ts';
import { sights } from './sights.ts';

const rows: Row[] = [...relayToAgent, ...browserToRelay];

test.afterEach(endRelayProcesses);
test.afterAll(removeRelayProcess);

test('no row is missing, and those that other tests prove name them', () => {
  const numbers = new Set([...rows, ...provedElsewhere].map(({ row }) => row));
  expect([...numbers].sort((a, b) => a - b)).toEqual(Array.from({ length: 28 }, (_, index) => index + 1));
  for (const { provedIn } of provedElsewhere)
    expect(existsSync(new URL(`../../${provedIn}`, import.meta.url))).toBe(true);
});

function times(count: number): string {
  return ['never', 'once', 'twice'][count] ?? `${count} times`;
}

for (const row of rows) {
  const { heard, sees, text = "What's your return policy?", others = 0, goesOn = true } = row;
  test.describe(`${row.row}. ${row.fault}`, () => {
    test.use(row.use ?? {});

    // One of each kind is tried at every test run, all of them in the full one.
    const first = rows.find((other) => other.heard === heard && other.sees === sees);
    const tag = row === first ? [] : '@full';
    test(`heard ${times(heard)}, and the visitor sees: ${sees}`, { tag }, async ({ page, world }) => {
      const strange: string[] = [];
      const traffic: Promise<string>[] = [];
      let asked = 0;
      page.on('pageerror', ({ message }) => strange.push(message));
      page.on('response', (response) => void traffic.push(response.text().catch(() => '')));
      page.on('request', (request) => {
        if (request.method() === 'POST' && request.postDataJSON()?.message === text) asked += 1;
      });
      const countHeard = () =>
        world.agent.calls.filter(({ body }) => (body as { message?: string }).message === text).length;

      await row.prepare?.({ page, world });
      const script = await (row.tag?.(world) ?? world.tag());
      if (row.greets === false) await world.visit(script);
      const chat =
        row.greets === false
          ? { ...partsOf(page), say: () => Promise.resolve() }
          : await openChat(page, world, script);
      const scene: Scene = { page, world, chat, text, countHeard, countAsked: () => asked };
      await (row.act ? row.act(scene) : chat.say(text));

      const look = { ...scene, answers: 2 + others };
      await sights[sees].shows(look);
      expect(countHeard()).toBe(heard);
      await row.check?.(scene);
      if (goesOn) await sights[sees].goesOn(look);
      if (sees === 'answer') expect(countHeard()).toBe(heard);

      expect(strange).toEqual([]);
      const seen = [...(await Promise.all(traffic)), await page.content(), ...world.log].join('\n');
      for (const secret of Object.values(canaries)) expect(seen).not.toContain(secret);
    });
  });
}
