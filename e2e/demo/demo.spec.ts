// The demo page: as `npm start` serves it, and from a static host with a relay elsewhere.
import { type ChildProcess, spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { expect, partsOf, test } from '../support/world.ts';

const dist = join(import.meta.dirname, '../../dist');

async function startDemo(env: NodeJS.ProcessEnv = {}): Promise<{ address: string; child: ChildProcess }> {
  const child = spawn(process.execPath, [join(dist, 'cli.js'), 'relay', '--demo'], {
    env: { ...process.env, PORT: '0', ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let printed = '';
  for await (const chunk of child.stdout) {
    printed += String(chunk);
    const address = /Open (http:\/\/\S+?)\/?\s/.exec(printed)?.[1];
    if (address) return { address, child };
  }
  throw new Error(`The demo has not started: ${printed}`);
}

test('the shop’s agent greets, answers from the strip, and a mishap by name can be mended', async ({
  page,
}) => {
  const { address, child } = await startDemo();
  const told: string[] = [];
  page.on('pageerror', ({ message }) => told.push(message));
  await page.goto(address);
  const chat = partsOf(page);
  await page.getByRole('button', { name: 'What’s your return policy?' }).click();
  await expect(page.getByRole('dialog', { name: 'Fern & Field' })).toBeVisible();
  await expect(chat.message('agent').first().locator('.text')).toHaveText('Hi, how can I help you today?');
  await expect(chat.message('agent').nth(1).locator('.text')).toHaveText(
    'Our return policy is 30 days with proof of purchase.',
  );
  await page.getByText('Or see how it copes with a mishap').click();
  await page.getByRole('button', { name: 'Server error (500)' }).click();
  await page.getByRole('button', { name: 'Send again' }).click();
  await expect(chat.message('agent')).toHaveCount(3);
  expect(told).toEqual([]);
  child.kill('SIGTERM');
});

test('the standalone page works from a folder of any static host, with a relay address', async ({
  page,
  world,
}) => {
  const folder = join(dist, 'demo');
  for (const file of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const path = join(file.parentPath, file.name);
    if (file.isFile()) world.publish(`/shop/${relative(folder, path)}`, readFileSync(path));
  }
  const lost: string[] = [];
  page.on('response', (response) => {
    if (response.status() >= 400) lost.push(response.url());
  });
  await page.goto(`${world.origin}/shop/index.html?relay=${encodeURIComponent(world.relay.url)}`);
  const chat = partsOf(page);
  await page.getByRole('button', { name: 'Delivery options' }).click();
  await expect(chat.message('agent')).toHaveCount(2);
  expect(world.agent.received).toEqual({ create: 1, respond: 1 });
  expect(lost).toEqual([]);
});
