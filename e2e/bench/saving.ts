// What saving costs, in a real browser's storage.
import { runInBrowser } from './in-browser.ts';
import type { measureSaving as measureInPage } from './saving-page.ts';

type Saving = Awaited<ReturnType<typeof measureInPage>>;

export function measureSaving(): Promise<Saving> {
  return runInBrowser('saving-page.ts', (page) =>
    page.evaluate(() => (Reflect.get(window, 'measureSaving') as typeof measureInPage)()),
  );
}
