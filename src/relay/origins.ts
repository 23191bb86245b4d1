// Which pages may talk to the relay: exact origins as browsers write them, one-label wildcards, and `null` by name.

/** Whether a request with this `Origin` header may pass; null stands for a request without one. */
export type OriginRule = (origin: string | null) => boolean;

/**
 * Reads one entry of the list, such as `https://shop.example`, `https://*.shop.example` or `null`.
 * Undefined where it is no origin: with a path, say, or with another scheme than http and https.
 */
export function readOriginPattern(entry: string): ((origin: string) => boolean) | undefined {
  if (entry === 'null') return (origin) => origin === 'null';
  const isWildcard = /^https?:\/\/\*\./.test(entry);
  const url = readUrl(isWildcard ? entry.replace('*.', '') : entry);
  if (!url || !/^https?:$/.test(url.protocol) || url.href !== `${url.origin}/`) return undefined;
  if (/[*,]/.test(url.host)) return undefined;
  // Browsers send origins in the one form of the URL standard, so that any other spelling is a look-alike.
  if (!isWildcard) return (origin) => origin === url.origin;
  if (!url.hostname.includes('.') && url.hostname !== 'localhost') return undefined;
  const start = `${url.protocol}//`;
  return (origin) =>
    origin.startsWith(start) &&
    origin.endsWith(`.${url.host}`) &&
    /^[a-z0-9_-]+$/.test(origin.slice(start.length, -url.host.length - 1));
}

/** @throws TypeError naming the entry that is no origin */
export function createOriginRule(
  allowedOrigins: readonly string[],
  { allowAnyOrigin, requireOrigin }: { allowAnyOrigin: boolean; requireOrigin: boolean },
): OriginRule {
  const patterns = allowedOrigins.map((entry) => {
    const pattern = readOriginPattern(entry);
    if (pattern) return pattern;
    throw new TypeError(
      `createRelay: allowedOrigins holds ${JSON.stringify(entry)}, which is no origin. Write 'https://shop.example' or 'https://*.shop.example'.`,
    );
  });
  return (origin) => {
    if (origin === null) return !requireOrigin;
    return allowAnyOrigin || patterns.some((matches) => matches(origin));
  };
}

function readUrl(text: string): URL | undefined {
  try {
    return new URL(text);
  } catch {
    return undefined;
  }
}
