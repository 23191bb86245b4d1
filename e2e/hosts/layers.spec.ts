// What the page lays over the chat, and what it does with focus and pointer meanwhile.
import { expect } from '../support/world.ts';
import { hostile } from './hostile.ts';
import { arrive, findLauncher, findPageUnchanged, readGlobal, talk } from './visitor.ts';

// https://github.com/pulumi/docs/pull/5492
// https://github.com/artsy/force/pull/11383
// https://github.com/chatwoot/chatwoot/issues/8957
hostile('layer-consent-banner', {
  holds: 'a consent banner over the launcher can be pressed, and so can the launcher afterwards',
  telling: true,
  async act(visit) {
    const { page, chat, address } = visit;
    await page.goto(address);
    await expect(chat.launcher).toBeVisible();
    await page.locator('#accept').click();
    await findLauncher(visit);
    await findPageUnchanged(visit);
    await talk(visit);
  },
});

// https://github.com/OpenBazaar/OpenBazaar-Client/issues/765
// https://github.com/calcom/cal.diy/issues/15491
hostile('layer-dialog-showmodal', {
  holds: 'a native modal dialog of the page can be used, and the chat works once it is closed',
  telling: true,
  async act(visit) {
    const { page } = visit;
    await arrive(visit);
    await page.locator('#dlg').evaluate((dialog) => (dialog as HTMLDialogElement).showModal());
    await page.locator('#dlgclose').click();
    await expect(page.locator('#dlg')).toBeHidden();
    await findLauncher(visit);
    await findPageUnchanged(visit);
    await talk(visit);
  },
});

// https://github.com/mui/material-ui/issues/17497
hostile('layer-focus-trap-capture', {
  holds: 'the visitor can write where a trap of the page takes every focus back',
  telling: true,
});

// https://github.com/shadcn-ui/ui/issues/5586
// https://github.com/defuse-protocol/defuse-frontend/pull/327
hostile('layer-body-pointer-none', {
  holds: 'the visitor can chat beside a modal that turns off the body’s pointer events',
  telling: true,
  async act(visit) {
    await arrive(visit);
    await talk(visit);
    await expect(visit.page.locator('#rdx')).toBeVisible();
    expect(await readGlobal(visit, '__closed')).toBe(0);
  },
});
