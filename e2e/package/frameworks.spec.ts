// The packed package in apps of its users: the README's own code, type-checked without the libraries that an app does
// not have, built by Vite, and talked with in a browser. Nothing is fetched: what it needs is linked from here.
import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { findCode } from '../support/readme.ts';
import { expect, partsOf, test, type World } from '../support/world.ts';

test.describe.configure({ mode: 'serial', timeout: 120_000 });

const project = join(import.meta.dirname, '../..');
let folder = '';
let tarball = '';

/** An empty folder with the unpacked package. */
function install(name: string): string {
  const app = join(folder, name);
  const unpacked = join(app, 'node_modules/parley-chat');
  mkdirSync(unpacked, { recursive: true });
  execFileSync('tar', ['-xf', tarball, '--strip-components=1', '-C', unpacked]);
  writeFileSync(join(app, 'package.json'), '{"name":"shop","private":true,"type":"module"}');
  return app;
}

function link(app: string, ...packages: string[]): void {
  for (const name of packages) {
    const place = join(app, 'node_modules', name);
    mkdirSync(dirname(place), { recursive: true });
    symlinkSync(join(project, 'node_modules', name), place);
  }
}

function run(app: string, ...args: string[]): string {
  const env = { ...process.env, NODE_ENV: 'development' };
  const { status, stdout, stderr } = spawnSync('node', args, { cwd: app, encoding: 'utf8', env });
  if (status !== 0) throw new Error(`node ${args.join(' ')}\n${stdout}${stderr}`);
  return stdout;
}

/** Writes the files and checks their types, those of every declaration that they reach included. */
function check(app: string, library: 'react' | 'preact', files: Record<string, string>): void {
  for (const [name, text] of Object.entries(files)) writeFileSync(join(app, name), text);
  const compilerOptions = {
    noEmit: true,
    strict: true,
    exactOptionalPropertyTypes: true,
    skipLibCheck: false,
    types: [],
    module: 'esnext',
    moduleResolution: 'bundler',
    target: 'es2022',
    lib: ['es2023', 'dom'],
    jsx: 'react-jsx',
    jsxImportSource: library,
  };
  const names = Object.keys(files).filter((name) => /\.tsx?$/.test(name));
  writeFileSync(join(app, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: names }));
  run(app, join(project, 'node_modules/typescript/bin/tsc'), '-p', '.');
}

const page = (script: string) =>
  `<!doctype html><html lang="en"><title>Shop</title><link rel="icon" href="data:,"><div id="app"></div><script type="module" src="${script}"></script></html>`;

/** What the types know in either library, and what they must not allow. */
const types = `import 'parley-chat/element';
export const element = <parley-chat id="help" hidden ref={(node) => node?.handle?.open()} labels="{}" open={false} />;
export const held = <parley-chat headingLevel={3} metadata={() => ({ plan: 'pro' })} labels={{ send: 'Go' }} />;
export const pages = [
  // @ts-expect-error: no such mode
  <parley-chat mode="outline" />,
  // @ts-expect-error: JSX leaves out what is false, and then the default counts
  <parley-chat keys={false} />,
  // @ts-expect-error: no such level
  <parley-chat headingLevel="two" />,
  // @ts-expect-error: an event without such a detail
  <parley-chat onparley:open={({ detail }) => detail.text} />,
];
`;

/** Builds the app in development mode, where React lives every effect twice, and puts it on the host page's server. */
function publish(app: string, world: World): void {
  run(
    app,
    join(project, 'node_modules/vite/bin/vite.js'),
    'build',
    '--mode',
    'development',
    '--logLevel',
    'error',
  );
  const built = join(app, 'dist');
  for (const name of readdirSync(built, { recursive: true, encoding: 'utf8' }))
    if (/\.\w+$/.test(name)) world.publish(`/${name}`, readFileSync(join(built, name)));
}

test.beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'parley-apps-'));
  execFileSync('npm', ['pack', '--silent', '--pack-destination', folder], { cwd: project });
  tarball = join(folder, readdirSync(folder)[0] ?? '');
});

test.afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The README's relay is the world's. */
test.beforeEach(async ({ page, world }) => {
  await page.route('https://relay.example.com/**', async (route) => {
    const url = route.request().url().replace('https://relay.example.com', world.relay.url);
    await route.fulfill({ response: await route.fetch({ url }) });
  });
});

test('the README’s React code converses in a Vite app in strict mode, and its types need no Preact', async ({
  page: tab,
  world,
}) => {
  const app = install('react');
  link(app, 'react', 'react-dom', 'scheduler', '@types/react', '@types/react-dom', 'csstype');
  link(app, '@preact/signals-core');
  check(app, 'react', {
    'shop.tsx': findCode('tsx', "from 'parley-chat/react'"),
    'help.tsx': findCode('tsx', '<parley-chat'),
    'types.tsx': types,
    'listen.ts': findCode('ts', "addEventListener('parley:message'"),
    'doors.ts': findCode('ts', "from 'parley-chat/conversation'"),
    'main.tsx': `import { StrictMode, useEffect } from 'react';
      import { createRoot } from 'react-dom/client';
      import { Shop } from './shop';
      function Lives() {
        useEffect(() => document.body.append('*'), []);
        return null;
      }
      const box = document.getElementById('app');
      if (box) createRoot(box).render(<StrictMode><Shop /><Lives /></StrictMode>);`,
    'index.html': page('/main.tsx'),
  });
  link(app, 'preact', '@preact/signals');
  publish(app, world);

  const heard: string[] = [];
  tab.on('console', (message) => message.type() === 'log' && heard.push(message.text()));
  await tab.goto(`${world.origin}/index.html`);
  await tab.getByRole('button', { name: 'Ask us' }).click();
  const chat = partsOf(tab);
  await expect(chat.message('agent')).toHaveCount(1);
  await chat.input.fill('returns');
  await chat.send.click();
  await expect(chat.message('agent').last()).toContainText('30 days');
  // Every effect has been lived twice.
  await expect(tab.locator('body')).toContainText('**');
  await expect(chat.host).toHaveCount(1);
  expect(world.agent.received).toEqual({ create: 1, respond: 1 });
  expect(heard).toEqual([
    'agent Hi, how can I help you today?',
    'visitor returns',
    'agent Our return policy is 30 days with proof of purchase.',
  ]);
});

test('the README’s element converses in a Preact app, beside <Chat>, and its types need no React', async ({
  page: tab,
  world,
}) => {
  const app = install('preact');
  link(app, 'preact', '@preact/signals', '@preact/signals-core');
  check(app, 'preact', {
    'help.tsx': findCode('tsx', '<parley-chat'),
    'types.tsx': types,
    'listen.ts': findCode('ts', "addEventListener('parley:message'"),
    'main.tsx': `import { render } from 'preact';
      import { Chat, createChat } from 'parley-chat';
      import { Help } from './help';
      const box = document.getElementById('app');
      if (box) render(<><Help /><Chat relay="https://relay.example.com" onOpen={({ by }) => by} /></>, box);
      export { createChat };`,
    'index.html': page('/main.tsx'),
  });
  publish(app, world);

  const heard: string[] = [];
  tab.on('console', (message) => message.type() === 'log' && heard.push(message.text()));
  await tab.goto(`${world.origin}/index.html`);
  await expect(tab.locator('parley-chat')).toHaveCount(2);
  const inline = tab.locator('#app parley-chat');
  await expect(inline.getByRole('heading', { level: 3 })).toHaveText('Chat');
  await inline.getByRole('textbox').fill('returns');
  await inline.getByRole('button', { name: 'Send' }).click();
  await expect(inline.locator('[part~="message"]').last()).toContainText('30 days');
  expect(heard.at(-1)).toBe('agent Our return policy is 30 days with proof of purchase.');
  await expect(tab.locator('html > parley-chat').getByRole('button', { name: 'Open chat' })).toBeVisible();
});

test('on a server the components are nothing, and React’s is marked for the browser', () => {
  const app = install('server');
  link(app, 'react', 'react-dom', 'scheduler', 'preact', '@preact/signals', '@preact/signals-core');
  const code = `
    import { createElement } from 'react';
    import { renderToString } from 'react-dom/server';
    import { Chat } from 'parley-chat/react';
    import 'parley-chat/element';
    console.log(renderToString(createElement('p', null, createElement(Chat, { relay: 'https://relay.example.com' }))));`;
  expect(run(app, '--input-type=module', '-e', code).trim()).toBe('<p></p>');
  const door = readFileSync(join(app, 'node_modules/parley-chat/dist/react.js'), 'utf8');
  expect(door).toMatch(/^["']use client["'];/);
});

test('a plain page’s tag loads the unpacked bundle, and converses', async ({ page: tab, world }) => {
  const app = install('plain');
  for (const name of ['parley.js', 'extras.js'])
    world.publish(`/assets/${name}`, readFileSync(join(app, `node_modules/parley-chat/dist/${name}`)));
  await world.visit(`<script async src="/assets/parley.js" data-relay="${world.relay.url}"></script>`);
  const chat = partsOf(tab);
  await chat.launcher.click();
  await chat.input.fill('returns');
  await chat.send.click();
  await expect(chat.message('agent').last()).toContainText('30 days');
});

test('W-9: the README’s tag with the hash of sri.json loads this version from the relay, and no other file', async ({
  page: tab,
  world,
  request,
}) => {
  const unpacked = join(install('pinned'), 'node_modules/parley-chat');
  const { version, customElements, exports } = JSON.parse(
    readFileSync(join(unpacked, 'package.json'), 'utf8'),
  );
  const integrity: Record<string, string> = JSON.parse(readFileSync(join(unpacked, 'dist/sri.json'), 'utf8'));
  // What a tag may load is what imports nothing by a bare name.
  const scripts = readdirSync(join(unpacked, 'dist'), { recursive: true, encoding: 'utf8' }).filter((name) =>
    /^(parley|extras|locales\/.*)\.js$/.test(name),
  );
  const digests = scripts.map((name) => {
    const digest = createHash('sha384')
      .update(readFileSync(join(unpacked, 'dist', name)))
      .digest('base64');
    return [name, `sha384-${digest}`];
  });
  expect(integrity).toEqual(Object.fromEntries(digests));
  expect(exports['./custom-elements.json']).toBe(`./${customElements}`);
  JSON.parse(readFileSync(join(unpacked, customElements), 'utf8'));

  const tag = findCode('html', 'integrity=').replace('sha384-…', integrity['parley.js'] ?? '');
  expect(tag).toContain(`/parley@${version}.js`);
  const answer = await request.get(`${world.relay.url}/parley@${version}.js`);
  expect(answer.headers()['cache-control']).toBe('public, max-age=31536000, immutable');
  expect((await request.get(`${world.relay.url}/parley@0.0.1.js`)).status()).toBe(404);

  await world.visit(tag);
  const chat = partsOf(tab);
  await chat.launcher.click();
  await expect(chat.message('agent')).toHaveCount(1);

  const refused = tab.waitForEvent('console', (message) => message.text().includes('integrity'));
  await world.visit(tag.replace('integrity="sha384-', 'integrity="sha384-A'));
  await refused;
  await expect(chat.host).toHaveCount(0);
});
