// WebKitGTK by its WebDriver: a page in it, and the chat's parts on the page.
import { spawn } from 'node:child_process';
import { Builder, Capabilities, type WebDriver, type WebElement } from 'selenium-webdriver';
import type { findWebKit } from '../../.ci/find-webkit.mjs';
import { findPort } from '../support/find-port.ts';

/** How long anything may take before it counts as never happening, in milliseconds. */
const patienceMs = 15_000;

/** The driver listens as soon as it answers. */
async function untilListening(url: string): Promise<void> {
  for (const endsAt = Date.now() + patienceMs; Date.now() < endsAt;) {
    const isThere = await fetch(`${url}/status`).then(
      ({ ok }) => ok,
      () => false,
    );
    if (isThere) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error('WebKitWebDriver does not answer');
}

export async function startWebKit({ driver, screen, browser }: NonNullable<ReturnType<typeof findWebKit>>) {
  const port = await findPort();
  const url = `http://127.0.0.1:${port}`;
  // A group of its own, so that it can be ended with all that it has started.
  const server = spawn(screen, ['-a', driver, `--port=${port}`, '--host=127.0.0.1'], { detached: true });
  await untilListening(url);
  const capabilities = new Capabilities()
    .set('browserName', 'MiniBrowser')
    .set('webkitgtk:browserOptions', { binary: browser, args: ['--automation'] });
  const page = await new Builder().usingServer(url).withCapabilities(capabilities).build();
  return {
    page,
    ...readChat(page),
    async stop(): Promise<void> {
      await page.quit().catch(() => undefined);
      if (server.pid) process.kill(-server.pid);
    },
  };
}

function readChat(page: WebDriver) {
  const evaluate = <T>(expression: string) =>
    page.executeScript<T>(
      `const root = document.querySelector('parley-chat')?.shadowRoot; return ${expression}`,
    );
  /** Waits for what the expression finds, in which `root` is the chat's shadow root. */
  const until = <T>(expression: string) =>
    page.wait(() => evaluate<T>(expression), patienceMs, `there is never ${expression}`);
  return {
    evaluate,
    until,
    part: (name: string) => until<WebElement>(`root?.querySelector('[part~="${name}"]')`),
    untilAnswers: (count: number) => until(`root?.querySelectorAll('[part~=agent]').length === ${count}`),
  };
}
