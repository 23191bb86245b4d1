// From the text of an internet address to what a limit goes by. One machine has one IPv4 address, but 2^64 of IPv6.

/** An address as limits see it. */
export interface Address {
  /** The IPv4 address, or the /64 that an IPv6 address is in. */
  name: string;
  /** The /48 that an IPv6 address is in: what one site has, at most. */
  site?: string;
}

/**
 * Reads an address as headers and sockets write it: with brackets, port or zone, or an IPv4 address inside an IPv6 one.
 * Undefined where it is none.
 */
export function readAddress(text: string): Address | undefined {
  const bare = text.trim();
  const [, bracketed] = /^\[([^\]]*)\](?::\d{1,5})?$/.exec(bare) ?? [];
  const [, v4WithPort] = /^([\d.]+):\d{1,5}$/.exec(bare) ?? [];
  const host = (bracketed ?? v4WithPort ?? bare).replace(/%[\w.~-]*$/, '');
  const v4 = readV4(host);
  if (v4) return { name: v4.join('.') };
  const groups = readV6(host);
  if (!groups) return undefined;
  const inner = toInnerV4(groups);
  if (inner) return { name: inner.join('.') };
  return { name: toPrefix(groups, 4), site: toPrefix(groups, 3) };
}

function readV4(text: string): number[] | undefined {
  // No leading zeros: some read them as octal, and two spellings would be two visitors.
  const parts = /^(?:(?:0|[1-9]\d{0,2})(?:\.|$)){4}$/.test(text) ? text.split('.').map(Number) : [];
  return parts.length === 4 && parts.every((part) => part <= 255) ? parts : undefined;
}

/** The eight groups of an IPv6 address (RFC 4291 §2.2). */
function readV6(text: string): number[] | undefined {
  const [head = '', tail, more] = text.split('::');
  if (!text.includes(':') || more !== undefined) return undefined;
  const left = readGroups(head, tail === undefined);
  const right = readGroups(tail ?? '', true);
  if (!left || !right) return undefined;
  const missing = 8 - left.length - right.length;
  if (tail === undefined ? missing !== 0 : missing < 1) return undefined;
  return [...left, ...Array<number>(missing).fill(0), ...right];
}

/** Groups of hexadecimal digits, of which the last two may be written as an IPv4 address. */
function readGroups(text: string, isEnd: boolean): number[] | undefined {
  if (text === '') return [];
  const groups: number[] = [];
  const parts = text.split(':');
  for (const [index, part] of parts.entries()) {
    const v4 = isEnd && index === parts.length - 1 ? readV4(part) : undefined;
    if (v4) groups.push(...toGroups(v4));
    else if (/^[\da-f]{1,4}$/i.test(part)) groups.push(Number.parseInt(part, 16));
    else return undefined;
  }
  return groups;
}

/** An IPv4 address that is mapped into IPv6 (`::ffff:0:0/96`, RFC 4291) or translated (`64:ff9b::/96`, RFC 6052). */
function toInnerV4([...groups]: number[]): number[] | undefined {
  const prefix = groups.slice(0, 6).join();
  if (prefix !== '0,0,0,0,0,65535' && prefix !== '100,65435,0,0,0,0') return undefined;
  return groups.slice(6).flatMap((group) => [group >> 8, group & 255]);
}

function toGroups([a = 0, b = 0, c = 0, d = 0]: number[]): number[] {
  return [a * 256 + b, c * 256 + d];
}

function toPrefix(groups: number[], length: number): string {
  return `${groups
    .slice(0, length)
    .map((group) => group.toString(16))
    .join(':')}::/${length * 16}`;
}
