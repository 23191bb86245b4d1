// How single settings are written: durations, sizes, switches, whole numbers. Undefined where the text is none of these.

const msPerUnit: Record<string, number> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };
const bytesPerUnit: Record<string, number> = { '': 1, k: 1024, m: 1_048_576 };

/** `500ms`, `60s`, `15m`, `24h` or `30d`, in milliseconds. */
export function readDuration(text: string): number | undefined {
  const [, digits, unit] = /^(\d{1,9})(ms|s|m|h|d)$/.exec(text) ?? [];
  return digits && unit ? Number(digits) * (msPerUnit[unit] ?? 1) : undefined;
}

/** `32768`, `32k` or `1m`, in bytes. */
export function readSize(text: string): number | undefined {
  const [, digits, unit = ''] = /^(\d{1,9})([km]?)$/i.exec(text) ?? [];
  return digits ? Number(digits) * (bytesPerUnit[unit.toLowerCase()] ?? 1) : undefined;
}

export function readWhole(text: string): number | undefined {
  return /^\d{1,9}$/.test(text) ? Number(text) : undefined;
}

export function readSwitch(text: string): boolean | undefined {
  if (/^(1|true|yes|on)$/i.test(text)) return true;
  return /^(0|false|no|off)$/i.test(text) ? false : undefined;
}

/** An address or a name to listen at. */
export function readHost(text: string): string | undefined {
  return /^[A-Za-z0-9.:_-]{1,255}$/.test(text) ? text : undefined;
}

/** An https address, or http on this machine, without user, query or fragment. */
export function readBaseUrl(text: string): string | undefined {
  if (!URL.canParse(text)) return undefined;
  const url = new URL(text);
  const isLoopback = /^(localhost|127(\.\d+){3}|\[::1\])$/.test(url.hostname);
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isLoopback)) return undefined;
  return url.username || url.password || /[?#\s]/.test(text) ? undefined : text;
}

/**
 * A key or token that PolyAI may have handed out: printable ASCII without spaces, and no line copied from an example. Short
 * words are looked at together with the end, as a key of random letters may begin with them.
 */
export function readCredential(text: string): string | undefined {
  const isPlaceholder =
    /^<.*>$|^\[.*\]$|^\{.*\}$|^\$|^x+$|^\*+$|^\.+$|^(your|the)[-_.]|^(my|an?)[-_.].*(key|token|secret|here)$|change[-_]?me|replace[-_]?me|placeholder|^todo$|^(api[-_]?key|token|secret|example|test|none|null|undefined)$/i;
  return /^[\u0021-\u007e]{1,4096}$/.test(text) && !isPlaceholder.test(text) ? text : undefined;
}

/** A Redis or Valkey: by TCP, by TLS, or by a socket of this machine. */
export function readStoreUrl(text: string): string | undefined {
  const isAddress = /^unix:\/./.test(text) || (/^rediss?:\/\/[^/]/.test(text) && URL.canParse(text));
  return isAddress && !/\s/.test(text) ? text : undefined;
}
