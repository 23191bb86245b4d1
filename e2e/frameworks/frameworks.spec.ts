// Real apps of real frameworks, each with a router of its own: the chat comes in, converses, stays over navigation, and
// converses on. They are installed from the registry, so only `npm run test:frameworks` has them.
import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Page } from '@playwright/test';
import { talkAndLookTheSame } from '../hosts/appearance.ts';
import { readPageState } from '../hosts/page-state.ts';
import { arrive, say } from '../hosts/visitor.ts';
import { findPort } from '../support/find-port.ts';
import { expect, partsOf, test as base, type World } from '../support/world.ts';
import { installApp, type InstalledApp, publishBuilt } from './installed-app.ts';
import { converseAcrossPages, follow, leaveAndComeBack, listenToComplaints } from './shop.ts';

interface Fixtures {
  /** What the browser or the framework complains of, by which a test fails at its end. */
  complaints: string[];
  /** Where an app that serves itself does so, and whose pages the relay lets in. */
  ownOrigin: string;
}

const test = base.extend<Fixtures>({
  complaints: [
    async ({ page }, use) => {
      const complaints = listenToComplaints(page);
      await use(complaints);
      expect(complaints).toEqual([]);
    },
    { auto: true },
  ],
  ownOrigin: async ({ browserName: _ }, use) => use(`http://localhost:${await findPort()}`),
});

/** Installs the app once for its tests. */
function withApp(
  name: string,
  declare: (installed: () => InstalledApp) => void,
  instead: readonly string[] = [],
): void {
  test.describe([name, ...instead].join(' '), () => {
    let app: InstalledApp | undefined;
    const noRegistry = process.env['PARLEY_NO_REGISTRY'];
    test.skip(() => Boolean(noRegistry), noRegistry);
    test.beforeAll(() => {
      app = installApp(name, instead);
    });
    test.afterAll(() => app?.remove());
    declare(() => {
      if (!app) throw new Error(`${name} is not installed`);
      return app;
    });
  });
}

/** The page of an app that is drawn in the browser alone stands at each of its addresses. */
function publishSinglePage(world: World, app: InstalledApp): void {
  publishBuilt(world, join(app.folder, 'dist'));
  const page = readFileSync(join(app.folder, 'dist/index.html'));
  for (const path of ['/cart', '/checkout']) world.publish(path, page);
}

for (const instead of [[], ['react@18.3.1', 'react-dom@18.3.1']])
  withApp(
    'react',
    (installed) => {
      for (const mode of ['development', 'production']) {
        test(`React: <Chat> in strict mode converses over the router’s navigation (${mode})`, async ({
          page,
          world,
        }) => {
          const app = installed();
          app.run('build', { VITE_RELAY: world.relay.url, NODE_ENV: mode });
          publishSinglePage(world, app);
          await converseAcrossPages(page, world, world.origin);
          await leaveAndComeBack(page);
        });
      }
    },
    instead,
  );

/** The inline element, which the server draws as its tag, has a conversation of its own on its page. */
async function converseInline(page: Page, origin: string): Promise<void> {
  const chat = partsOf(page);
  expect(await (await page.request.get(`${origin}/help`)).text()).toContain('<parley-chat');
  await page.goto(`${origin}/help`);
  await chat.input.fill('returns');
  await chat.send.click();
  await expect(chat.message('agent').last()).toContainText('30 days');
  await follow(page, 'Cart');
  await expect(chat.message('agent')).toHaveCount(6);
  await follow(page, 'Help');
  await expect(chat.host).toHaveCount(1);
  await expect(chat.message('agent')).toHaveCount(2);
}

withApp('next', (installed) => {
  test.use({ relayOptions: async ({ ownOrigin }, use) => use({ allowedOrigins: [ownOrigin] }) });

  for (const script of ['start', 'dev']) {
    test(`Next: pages that the server has drawn are taken over without complaint, and the chat converses across them (next ${script})`, async ({
      page,
      world,
      ownOrigin,
    }) => {
      const app = installed();
      const NODE_ENV = script === 'dev' ? 'development' : 'production';
      const env = { NODE_ENV, NEXT_PUBLIC_RELAY: world.relay.url, PORT: new URL(ownOrigin).port };
      if (script === 'start') app.run('build', env);
      const server = await app.serve(script, env, ownOrigin);
      try {
        await converseAcrossPages(page, world, ownOrigin);
        await leaveAndComeBack(page);
        await converseInline(page, ownOrigin);
      } finally {
        await server.stop();
      }
    });
  }
});

withApp('astro', (installed) => {
  test('Astro: the tag’s chat converses over view transitions', async ({ page, world }) => {
    const app = installed();
    app.run('build', { PUBLIC_RELAY: world.relay.url, NODE_ENV: 'production' });
    publishBuilt(world, join(app.folder, 'dist'));
    await converseAcrossPages(page, world, world.origin);
  });
});

withApp('turbo', (installed) => {
  for (const place of ['HEAD', 'BODY']) {
    test(`Turbo: the tag’s chat converses over Turbo’s visits (tag in the ${place.toLowerCase()})`, async ({
      page,
      world,
    }) => {
      const { folder } = installed();
      const read = (name: string) => readFileSync(join(folder, name), 'utf8');
      world.publish('/turbo.js', read('node_modules/@hotwired/turbo/dist/turbo.es2017-esm.js'));
      const embed = (html: string) =>
        html.replace(`{{${place}}}`, () => world.tag()).replaceAll(/{{\w+}}/g, '');
      world.publish('/', embed(read('shop.html')));
      world.publish('/cart', embed(read('cart.html')));
      await converseAcrossPages(page, world, world.origin);
    });
  }
});

withApp('vue', (installed) => {
  test('Vue: the element converses over the router’s navigation, and its events are heard', async ({
    page,
    world,
  }) => {
    const app = installed();
    app.run('build', { VITE_RELAY: world.relay.url, NODE_ENV: 'production' });
    publishSinglePage(world, app);
    await converseAcrossPages(page, world, world.origin);
    await expect(page.getByText('Messages heard: 2')).toBeVisible();
    await leaveAndComeBack(page);
  });
});

withApp('nuxt', (installed) => {
  test.use({ relayOptions: async ({ ownOrigin }, use) => use({ allowedOrigins: [ownOrigin] }) });

  test('Nuxt: pages that the server has drawn are taken over without complaint, and the element converses across them', async ({
    page,
    world,
    ownOrigin,
  }) => {
    const app = installed();
    const env = {
      NODE_ENV: 'production',
      NUXT_PUBLIC_RELAY: world.relay.url,
      PORT: new URL(ownOrigin).port,
    };
    app.run('build', env);
    const server = await app.serve('start', env, ownOrigin);
    try {
      expect(await (await page.request.get(ownOrigin)).text()).toContain('<parley-chat');
      await converseAcrossPages(page, world, ownOrigin);
      await expect(page.getByText('Messages heard: 2')).toBeVisible();
      await leaveAndComeBack(page);
    } finally {
      await server.stop();
    }
  });
});

withApp('svelte', (installed) => {
  test('Svelte: pages drawn at build time are taken over without complaint, and the element converses across them', async ({
    page,
    world,
  }) => {
    const app = installed();
    app.run('build', { PUBLIC_RELAY: world.relay.url, NODE_ENV: 'production' });
    publishBuilt(world, join(app.folder, 'dist'));
    expect(readFileSync(join(app.folder, 'dist/index.html'), 'utf8')).toContain('<parley-chat');
    await converseAcrossPages(page, world, world.origin);
    await expect(page.getByText('Messages heard: 2')).toBeVisible();
    await leaveAndComeBack(page);
  });
});

withApp('bootstrap', (installed) => {
  test('Bootstrap: the page and the chat look as they do without each other, the chat can be written to beside a modal that keeps the focus, and stays over a load', async ({
    page,
    world,
  }) => {
    const { folder } = installed();
    const read = (name: string) => readFileSync(join(folder, name), 'utf8');
    for (const name of ['css/bootstrap.min.css', 'js/bootstrap.bundle.min.js'])
      world.publish(`/${basename(name)}`, read(`node_modules/bootstrap/dist/${name}`));
    const embed = (html: string, tag = world.tag()) => html.replace('{{TAG}}', () => tag);
    world.publish('/without', embed(read('shop.html'), ''));
    world.publish('/', embed(read('shop.html')));
    world.publish('/cart', embed(read('cart.html')));

    await page.goto(`${world.origin}/without`);
    const before = { ...(await readPageState(page)), complaints: [] };
    const chat = partsOf(page);
    const visit = { page, world, chat, address: `${world.origin}/`, isTouch: false, before };
    await arrive(visit);
    await talkAndLookTheSame(visit);
    await page.getByRole('link', { name: 'Cart' }).click();
    await expect(page.getByRole('heading', { level: 1, name: 'Cart' })).toBeVisible();
    await expect(chat.message('agent')).toHaveCount(2);

    await page.getByRole('button', { name: 'Sizes' }).click();
    await expect(page.getByRole('dialog', { name: 'Sizes' })).toBeVisible();
    await page.getByLabel('Your size').focus();
    await say(visit, 'Thanks');
    await expect(chat.message('agent')).toHaveCount(3);
    await expect(chat.input).toBeFocused();
  });
});

withApp('tailwind', (installed) => {
  test('Tailwind: under its reset the page and the chat look as they do without each other, and the chat stays over a load', async ({
    page,
    world,
  }) => {
    const { folder, run } = installed();
    run('build', {});
    const read = (name: string) => readFileSync(join(folder, name), 'utf8');
    world.publish('/built.css', read('built.css'));
    const embed = (html: string, tag = world.tag()) => html.replace('{{TAG}}', () => tag);
    world.publish('/without', embed(read('shop.html'), ''));
    world.publish('/', embed(read('shop.html')));
    world.publish('/cart', embed(read('cart.html')));

    await page.goto(`${world.origin}/without`);
    await expect(page.getByRole('button', { name: 'Sizes' })).toHaveCSS('text-transform', 'uppercase');
    const before = { ...(await readPageState(page)), complaints: [] };
    const chat = partsOf(page);
    const visit = { page, world, chat, address: `${world.origin}/`, isTouch: false, before };
    await arrive(visit);
    await talkAndLookTheSame(visit);
    await page.getByRole('link', { name: 'Cart' }).click();
    await expect(page.getByRole('heading', { level: 1, name: 'Cart' })).toBeVisible();
    await say(visit, 'Thanks');
    await expect(chat.message('agent')).toHaveCount(3);
  });
});
