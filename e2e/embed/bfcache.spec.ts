// Pages that a browser keeps whole and shows again on going back. Playwright turns that off, so this needs a browser of its
// own, and a whole one: the shell keeps no pages.
import { chromium } from '@playwright/test';
import { expect, partsOf, test } from '../support/world.ts';

test(
  'J9: a page that comes back whole has its chat as it was, hears what was said meanwhile, and goes on',
  { tag: '@full' },
  async ({ world, launchOptions }) => {
    const browser = await chromium.launch({
      ...launchOptions,
      ignoreDefaultArgs: ['--disable-back-forward-cache'],
    });
    const page = await browser.newPage();
    // On the way there and back the page itself says where it is: what drives it waits for a load that never comes.
    const goBack = () => page.evaluate(() => history.back()).catch(() => undefined);
    const body = (id: string) =>
      `<!doctype html><html lang="en"><title>${id}</title><body><script>
        window.returns = []; addEventListener('pageshow', ({ persisted }) => returns.push(persisted));
      </script>${world.tag()}</body></html>`;
    world.publish('/first', body('first'));
    world.publish('/second', body('second'));
    await page.goto(`${world.origin}/first`);
    const chat = partsOf(page);
    await chat.launcher.click();
    await chat.input.fill('returns');
    await chat.input.press('Enter');
    await expect(chat.message('agent').last()).toContainText('30 days');
    await chat.input.fill('Half a sent');

    await page.goto(`${world.origin}/second`);
    await expect(chat.message('agent')).toHaveCount(2);
    await chat.input.fill('delivery');
    await chat.input.press('Enter');
    await expect(chat.message('agent')).toHaveCount(3);

    await goBack();
    await expect(page).toHaveTitle('first');
    expect(await page.evaluate('returns')).toEqual([false, true]);
    await expect(chat.panel).toBeVisible();
    await expect(chat.message('agent')).toHaveCount(3);
    await chat.input.fill('Thanks');
    await chat.input.press('Enter');
    await expect(chat.message('agent')).toHaveCount(4);
    expect(world.agent.received).toEqual({ create: 1, respond: 3 });
    await browser.close();
  },
);
