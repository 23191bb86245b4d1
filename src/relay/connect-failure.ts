// Whether a network error proves that nothing was sent. In doubt it does not.

/** Node's codes for a connection that never came to be: resolving, connecting, and agreeing on TLS. */
const codes = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
]);

/** A certificate is judged before the first byte of the request leaves. */
const tlsCodes =
  /^(CERT_|DEPTH_ZERO_SELF_SIGNED_CERT$|SELF_SIGNED_CERT_IN_CHAIN$|UNABLE_TO_|ERR_TLS_CERT_|ERR_SSL_WRONG_VERSION_NUMBER$)/;

/** The kind of failure, read from the error or whatever caused it; undefined where something may have been sent. */
export function readConnectFailure(error: unknown, depth = 0): 'dns' | 'connect' | 'tls' | undefined {
  if (typeof error !== 'object' || error === null || depth > 4) return undefined;
  const { code, syscall, cause, errors } = error as Record<string, unknown>;
  // One for each address of the name; the whole has the code of the first.
  if (Array.isArray(errors) && errors.length > 0) {
    const kinds = errors.map((one: unknown) => readConnectFailure(one, depth + 1));
    return kinds.includes(undefined) ? undefined : kinds[0];
  }
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return 'dns';
  if (typeof code === 'string' && tlsCodes.test(code)) return 'tls';
  // ECONNRESET and ETIMEDOUT prove it only while connecting: a reset while reading comes after the request.
  if ((typeof code === 'string' && codes.has(code)) || syscall === 'connect') return 'connect';
  return readConnectFailure(cause, depth + 1);
}
