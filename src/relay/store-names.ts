// What the store, and the log, know things by: keyed hashes of whatever could be guessed or misused, and a plain one of
// bodies. They are made at once: the platform's own hashes take ten times as long to come back from where they are made.
import { hkdf } from '@noble/hashes/hkdf.js';
import { hmac } from '@noble/hashes/hmac.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { base64url } from 'jose';
import type { RelaySecret } from './secrets.ts';

export interface StoreNames {
  /** A name that only holders of this secret can make, of parts that cannot run into each other. */
  name(secretId: string, ...parts: string[]): string;
  /** The same for any two bodies that mean the same. */
  fingerprint(body: unknown): string;
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
  const begun = new Map(
    secrets.map(({ id, key }) => [
      id,
      hmac.create(sha256, hkdf(sha256, key, undefined, toBytes(labels[place]), 32)),
    ]),
  );

  return {
    name(secretId, ...parts) {
      const hash = begun.get(secretId);
      if (!hash) throw new TypeError('createStoreNames: there is no such secret');
      return base64url.encode(
        hash
          .clone()
          .update(toBytes(JSON.stringify(parts)))
          .digest(),
      );
    },
    fingerprint: (body) => base64url.encode(sha256(toBytes(JSON.stringify(toCanonical(body))))),
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

const toBytes = (text: string) => new TextEncoder().encode(text);
