// What the store, and the log, know things by: keyed hashes of whatever could be guessed or misused, and a plain one of bodies.
import { base64url } from 'jose';
import type { RelaySecret } from './secrets.ts';

export interface StoreNames {
  /** A name that only holders of this secret can make, of parts that cannot run into each other. */
  name(secretId: string, ...parts: string[]): Promise<string>;
  /** The same for any two bodies that mean the same. */
  fingerprint(body: unknown): Promise<string>;
}

/** RFC 5869: labels keep these keys apart from each other, and from the one that seals conversations. */
const labels = {
  store: 'parley relay: names in the store, version 1',
  // Who reads the log cannot find the record of a conversation in the store by it.
  log: 'parley relay: names in the log, version 1',
};

export function createStoreNames(
  secrets: readonly RelaySecret[],
  place: keyof typeof labels = 'store',
): StoreNames {
  const keys = new Map<string, Promise<CryptoKey>>();

  return {
    async name(secretId, ...parts) {
      const secret = secrets.find(({ id }) => id === secretId);
      if (!secret) throw new TypeError('createStoreNames: there is no such secret');
      const key = keys.get(secretId) ?? deriveKey(secret.key, labels[place]);
      keys.set(secretId, key);
      return toText(await crypto.subtle.sign('HMAC', await key, toBytes(JSON.stringify(parts))));
    },
    async fingerprint(body) {
      return toText(await crypto.subtle.digest('SHA-256', toBytes(JSON.stringify(toCanonical(body)))));
    },
  };
}

/** Objects with their keys in order, so that spelling the same fields in another order is the same body. */
function toCanonical(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(toCanonical);
  return Object.entries(value)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, item]) => [key, toCanonical(item)]);
}

function toBytes(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text);
}

function toText(bytes: ArrayBuffer): string {
  return base64url.encode(new Uint8Array(bytes));
}

async function deriveKey(secret: Uint8Array<ArrayBuffer>, label: string): Promise<CryptoKey> {
  const base = await crypto.subtle.importKey('raw', secret, 'HKDF', false, ['deriveKey']);
  return crypto.subtle.deriveKey(
    { name: 'HKDF', hash: 'SHA-256', salt: new Uint8Array(), info: toBytes(label) },
    base,
    { name: 'HMAC', hash: 'SHA-256', length: 256 },
    false,
    ['sign'],
  );
}
