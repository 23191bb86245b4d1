// What opening, reading and writing cost, in the widget as it is shipped and a real browser.
import type { Page } from 'playwright-core';
import type { Figure } from './compare.ts';
import { sum } from './compare.ts';
import { runInBrowser } from './in-browser.ts';
import type * as InPage from './reading-page.ts';

const firstTimes = 12;

/** A function of the page. */
const run = <Name extends keyof typeof InPage>(
  page: Page,
  name: Name,
  ...given: Parameters<(typeof InPage)[Name]>
) =>
  page.evaluate(
    ([called, values]) => (Reflect.get(window, called) as (...values: unknown[]) => unknown)(...values),
    [name, given] as const,
  ) as ReturnType<(typeof InPage)[Name]>;

export async function measureReading(): Promise<Figure[]> {
  return runInBrowser('reading-page.ts', async (page) => {
    const client = await page.context().newCDPSession(page);
    const throttle = (rate: number) => client.send('Emulation.setCPUThrottlingRate', { rate });
    const figures = [
      ...(await run(page, 'measureOpenings')),
      ...(await run(page, 'measureWriting', [10, 200, 1000])),
    ];
    await throttle(4);
    figures.push(...(await run(page, 'measureWriting', [1000], ' at 4 × throttle')));
    await throttle(1);
    const measureFirst = async (
      name: 'measureLoading' | 'measureFirstPaint',
      row: Parameters<typeof sum>[0],
    ) => {
      const takes: number[] = [];
      const baselines: number[] = [];
      for (let count = 0; count < firstTimes; count += 1) {
        // Nothing of it has run before.
        await page.reload();
        await throttle(4);
        const { takesUs, baselineUs } = await run(page, name);
        await throttle(1);
        takes.push(takesUs);
        baselines.push(baselineUs);
      }
      return sum(row, takes, baselines);
    };
    figures.push(
      await measureFirst('measureLoading', {
        name: 'the script’s task at 4 × throttle',
        baseline: 'to read it only',
        targetUs: 50_000,
      }),
      await measureFirst('measureFirstPaint', {
        name: 'first open to paint at 4 × throttle',
        baseline: 'an empty box to paint',
        targetUs: 100_000,
      }),
    );
    return [...figures, await measureInteractions(page, throttle)];
  });
}

/** Real clicks and keys, from the input to the next paint, as browsers count them for INP: in steps of 8 ms. */
async function measureInteractions(
  page: Page,
  throttle: (rate: number) => Promise<unknown>,
): Promise<Figure> {
  await page.reload();
  await run(page, 'prepareInteractions');
  await throttle(4);
  const takes: number[] = [];
  const baselines: number[] = [];
  for (let round = 0; round < 5; round += 1) {
    const plain = (name: string) => page.locator(`body > div > ${name}`);
    const part = (name: string) => page.locator(`parley-chat [part~="${name}"]`);
    await plain('button').click();
    for (const key of ['h', 'i', 'Enter']) await plain('textarea').press(key);
    await plain('button').click();
    baselines.push(...(await run(page, 'takeInteractions', 5)));
    await part('launcher').click();
    for (const key of ['h', 'i', 'Enter']) await part('input').press(key);
    await part('close').click();
    takes.push(...(await run(page, 'takeInteractions', 5)));
  }
  await throttle(1);
  return sum(
    {
      name: 'a click or key beside 500 messages to paint, at 4 × throttle',
      baseline: 'one in plain controls',
      targetUs: 200_000,
    },
    takes,
    baselines,
  );
}
