import { expect, test } from 'vitest';
import { readConnectFailure } from './connect-failure.ts';

const fail = (code: string, syscall?: string) =>
  Object.assign(new Error(code), { code, ...(syscall && { syscall }) });
const late = fail('ETIMEDOUT', 'connect');
const refused = fail('ECONNREFUSED', 'connect');
const reset = fail('ECONNRESET', 'read');

/** What Node makes of a name with several addresses: the code is that of the first, and there is no syscall. */
const all = (...errors: Error[]) =>
  Object.assign(new AggregateError(errors), { code: (errors[0] as { code?: string } | undefined)?.code });

test.each([
  ['every address is silent', all(late, late), 'connect'],
  ['one address is silent and the other refuses', all(late, refused), 'connect'],
  [
    'it is the cause of another error',
    new TypeError('fetch failed', { cause: all(late, refused) }),
    'connect',
  ],
  ['no address shows a certificate to trust', all(fail('CERT_HAS_EXPIRED'), fail('CERT_HAS_EXPIRED')), 'tls'],
  ['one connection came to be and broke', all(refused, reset), undefined],
  ['nothing is said of them', all(), undefined],
  [
    'they lead back into themselves',
    (() => {
      const loop = all();
      loop.errors.push(loop);
      return loop;
    })(),
    undefined,
  ],
])('U-1 of a name with several addresses, where %s', (_, error, kind) => {
  expect(readConnectFailure(error)).toBe(kind);
});
