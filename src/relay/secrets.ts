// The secrets that conversations are sealed with: `id:base64` pairs, the first of which seals while all open.

/** One secret. The id stands openly in every token and tells which secret opens it; newer ones have higher ids. */
export interface RelaySecret {
  /** 1 to 16 letters, digits, `-` or `_`; short, as it makes every token longer. */
  id: string;
  /** At least 32 random bytes. */
  key: Uint8Array<ArrayBuffer>;
}

/**
 * Reads a list such as `2:NEW…,1:OLD…`.
 *
 * @throws TypeError saying which rule an entry breaks, never what the entry is
 */
export function readSecrets(list: string): RelaySecret[] {
  return checkSecrets(
    list.split(',').map((entry, index) => {
      const [, id = '', encoded = ''] = /^\s*([^:]*):([^:]*?)\s*$/.exec(entry) ?? [];
      const key = readBase64(encoded);
      if (!id || !key) throw new TypeError(`secret ${index + 1} is not written as id:base64`);
      return { id, key };
    }),
  );
}

/** @throws TypeError where a secret is short, an id is not plain, or two ids are the same */
export function checkSecrets(secrets: readonly RelaySecret[]): RelaySecret[] {
  if (secrets.length === 0) throw new TypeError('there is no secret');
  for (const [index, { id, key }] of secrets.entries()) {
    if (!/^[A-Za-z0-9_-]{1,16}$/.test(id)) {
      throw new TypeError(`secret ${index + 1} has an id that is not 1 to 16 letters, digits, - or _`);
    }
    if (key.length < 32) throw new TypeError(`secret ${index + 1} has fewer than 32 bytes`);
    if (new Set(key).size < 8) throw new TypeError(`secret ${index + 1} is not random`);
  }
  if (new Set(secrets.map(({ id }) => id)).size < secrets.length)
    throw new TypeError('two secrets have the same id');
  return [...secrets];
}

/**
 * The id of the oldest secret: ids count up. Its place in the list would not do, since several relays are told of a new
 * secret one after the other, at the end of the list, and have to agree meanwhile.
 */
export function findOldest(secrets: readonly RelaySecret[]): string {
  const ids = secrets.map(({ id }) => id);
  return ids.toSorted((a, b) => a.localeCompare(b, 'en', { numeric: true }))[0] ?? '';
}

function readBase64(encoded: string): Uint8Array<ArrayBuffer> | undefined {
  if (!/^[A-Za-z0-9+/_-]+={0,2}$/.test(encoded)) return undefined;
  try {
    const binary = atob(encoded.replaceAll('-', '+').replaceAll('_', '/'));
    return Uint8Array.from(binary, (character) => character.charCodeAt(0));
  } catch {
    return undefined;
  }
}
