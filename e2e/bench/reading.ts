// What opening, reading and writing cost, in the widget as it is shipped and a real browser.
import type { Figure } from './compare.ts';
import { sum } from './compare.ts';
import { runInBrowser } from './in-browser.ts';
import type * as InPage from './reading-page.ts';

const firstOpens = 12;

export async function measureReading(): Promise<Figure[]> {
  return runInBrowser('reading-page.ts', async (page) => {
    const figures = await page.evaluate(() =>
      (Reflect.get(window, 'measureReading') as typeof InPage.measureReading)(),
    );
    const client = await page.context().newCDPSession(page);
    const takes: number[] = [];
    const baselines: number[] = [];
    for (let count = 0; count < firstOpens; count += 1) {
      // Nothing of it has run before.
      await page.reload();
      await client.send('Emulation.setCPUThrottlingRate', { rate: 4 });
      const { takesUs, baselineUs } = await page.evaluate(() =>
        (Reflect.get(window, 'measureFirstPaint') as typeof InPage.measureFirstPaint)(),
      );
      await client.send('Emulation.setCPUThrottlingRate', { rate: 1 });
      takes.push(takesUs);
      baselines.push(baselineUs);
    }
    const row = {
      name: 'first open to paint at 4 × throttle',
      baseline: 'an empty box to paint',
      targetUs: 100_000,
    };
    return [...figures, sum(row, takes, baselines)];
  });
}
