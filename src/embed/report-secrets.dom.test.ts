import { expect, test, vi } from 'vitest';
import { reportSecrets } from './report-secrets.ts';

function tellOf(markup: string): string[] {
  const told = vi.spyOn(console, 'error').mockImplementation(() => undefined);
  document.head.innerHTML = markup;
  const host = document.createElement('parley-chat');
  host.setAttribute('token', 'CANARY-token');
  reportSecrets(host);
  const lines = told.mock.calls.map(([line]) => String(line));
  told.mockRestore();
  document.head.replaceChildren();
  return lines;
}

test('a key on the element or on its tag is named, and not said', () => {
  const lines = tellOf(
    `<script type="text/plain" src="https://relay.test/parley.js" data-api-key="CANARY-key"></script>
     <script type="text/plain" src="https://shop.test/chat.js" data-relay="https://relay.test" data-polyai-secret="CANARY"></script>`,
  );
  expect(lines.map((line) => line.split(' ')[1])).toEqual(['token', 'data-api-key', 'data-polyai-secret']);
  expect(lines.join()).not.toContain('CANARY');
});

test('what others have on their tags is their own', () => {
  expect(
    tellOf('<script type="text/plain" src="https://other.test/beacon.js" data-token="x"></script>'),
  ).toHaveLength(1);
});
