import { expect, test, vi } from 'vitest';
import { reportMistake, reportMistakes, show } from './report-mistake.ts';

test('a page that has taken the console’s methods away is not told, and goes on', () => {
  vi.stubGlobal('console', {});
  expect(() => reportMistakes(() => reportMistake(new Error('mine')))).not.toThrow();
  expect(() => show('state')).not.toThrow();
  vi.unstubAllGlobals();
});
