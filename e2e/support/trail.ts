// What happened on a page, for the test that failed: its requests with their times, and how its messages stand.
import type { Page } from '@playwright/test';

/** Listens from now on. The function tells all, a line each, oldest first. */
export function followTrail(page: Page): () => Promise<string[]> {
  const start = performance.now();
  const lines: string[] = [];
  const note = (line: string) =>
    lines.push(`${String(Math.round(performance.now() - start)).padStart(6)} ms  ${line}`);
  page.on('request', (request) => note(`> ${request.method()} ${request.url()}`));
  page.on('response', (response) => note(`< ${response.status()} ${response.url()}`));
  page.on('requestfinished', (request) => note(`. ${request.url()}`));
  page.on('requestfailed', (request) => note(`! ${request.url()} ${request.failure()?.errorText}`));
  page.on('console', (message) => note(`console ${message.type()}: ${message.text()}`));
  page.on('pageerror', (error) => note(`error ${error.message}`));
  return async () => {
    const messages = await page
      .evaluate(() =>
        window.Parley?.messages?.map((message) => `message ${JSON.stringify(message)}`.slice(0, 200)),
      )
      .catch((error: unknown) => [`messages are not to be had: ${String(error)}`]);
    return [...lines, ...(messages ?? ['no messages'])];
  };
}
