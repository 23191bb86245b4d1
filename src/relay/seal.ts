// The conversation's id as the browser sees it: a compact JWE that only this relay can make and open, bound to one agent.
import { base64url, CompactEncrypt, compactDecrypt } from 'jose';
import * as v from 'valibot';
import { ProblemError } from './problem.ts';
import type { Observe } from './relay-event.ts';
import type { RelaySecret } from './secrets.ts';
import { createTwoGenerations } from './two-generations.ts';

export interface Seal {
  /** The token that stands for the API's conversation id. */
  close(conversationId: string): Promise<string>;
  /**
   * The API's id inside a token, and the secret that opened it.
   *
   * @throws ProblemError `conversation_expired`, or `conversation_invalid` for whatever else is wrong with it
   */
  open(token: string): Promise<Opened>;
}

export interface Opened {
  conversationId: string;
  secretId: string;
}

interface Known extends Opened {
  expiresAtMs: number;
}

export interface SealOptions {
  /** The first closes, all open. */
  secrets: readonly RelaySecret[];
  /** The agent's address: a token made for another one does not open. */
  agent: string;
  ttlMs: number;
  now: () => number;
  /** @default nothing is told */
  observe?: Observe;
}

const claims = v.object({ c: v.string(), a: v.string(), iat: v.number(), exp: v.number() });
const shape = /^[A-Za-z0-9_.-]{40,1024}$/;
/** RFC 5869: the label keeps this key apart from others that are drawn from the same secret. */
const label = 'parley relay: conversation token, version 1';

export function createSeal({ secrets, agent, ttlMs, now, observe }: SealOptions): Seal {
  const keys = new Map<string, Promise<CryptoKey>>();
  function keyOf(id: unknown): Promise<CryptoKey> | undefined {
    const secret = secrets.find((candidate) => candidate.id === id);
    if (secret && !keys.has(secret.id)) keys.set(secret.id, deriveKey(secret.key));
    return secret && keys.get(secret.id);
  }
  let agentName: Promise<string> | undefined;
  // Tokens that were opened, by their exact text: a conversation comes with the same one each time.
  const known = createTwoGenerations<Known>({ maxEntries: 10_000 });

  async function openAnew(token: string): Promise<Known | undefined> {
    const opened = shape.test(token) && isCanonical(token) ? await decrypt(token, keyOf) : undefined;
    const { success, output } = v.safeParse(claims, opened?.content);
    if (!opened || !success || output.a !== (await (agentName ??= nameOf(agent)))) return undefined;
    const { secretId } = opened;
    const entry = { conversationId: output.c, secretId, expiresAtMs: output.exp * 1000 };
    known.set(token, entry);
    return entry;
  }

  function refuse(reason: 'invalid' | 'expired'): ProblemError {
    observe?.({ event: 'token_refused', reason });
    return new ProblemError(`conversation_${reason}`);
  }

  return {
    async close(conversationId) {
      const kid = secrets[0]?.id ?? '';
      const key = await keyOf(kid);
      if (!key) throw new TypeError('createSeal: there is no secret');
      const a = await (agentName ??= nameOf(agent));
      // Whole seconds, as in JWTs.
      const iat = Math.floor(now() / 1000);
      const content = { c: conversationId, a, iat, exp: iat + Math.round(ttlMs / 1000) };
      const token = await new CompactEncrypt(new TextEncoder().encode(JSON.stringify(content)))
        .setProtectedHeader({ alg: 'dir', enc: 'A256GCM', kid })
        .encrypt(key);
      // An id so long that its token would not be accepted later is none that can be worked with.
      if (!shape.test(token)) throw new ProblemError('upstream_invalid');
      observe?.({ event: 'seal', secretId: kid });
      return token;
    },
    async open(token) {
      const opened = known.get(token) ?? (await openAnew(token));
      if (!opened) throw refuse('invalid');
      const { conversationId, secretId, expiresAtMs } = opened;
      if (now() >= expiresAtMs) throw refuse('expired');
      return { conversationId, secretId };
    },
  };
}

async function decrypt(
  token: string,
  keyOf: (id: unknown) => Promise<CryptoKey> | undefined,
): Promise<{ content: unknown; secretId: string } | undefined> {
  try {
    const { plaintext, protectedHeader } = await compactDecrypt(
      token,
      async ({ kid }) => {
        const key = await keyOf(kid);
        if (!key) throw new TypeError('unknown kid');
        return key;
      },
      { keyManagementAlgorithms: ['dir'], contentEncryptionAlgorithms: ['A256GCM'] },
    );
    return {
      content: JSON.parse(new TextDecoder().decode(plaintext)),
      secretId: String(protectedHeader.kid),
    };
  } catch {
    return undefined;
  }
}

/** Base64url has several spellings of the same bytes (unused low bits), and jose reads them all: only one is ours. */
function isCanonical(token: string): boolean {
  return token.split('.').every((segment) => {
    try {
      return base64url.encode(base64url.decode(segment)) === segment;
    } catch {
      return false;
    }
  });
}

/** Six characters of a hash: every token carries them, and they only tell an operator's own agents apart. */
async function nameOf(agent: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(agent));
  return base64url.encode(new Uint8Array(digest)).slice(0, 6);
}

async function deriveKey(secret: Uint8Array<ArrayBuffer>): Promise<CryptoKey> {
  const base = await crypto.subtle.importKey('raw', secret, 'HKDF', false, ['deriveKey']);
  const info = new TextEncoder().encode(label);
  return crypto.subtle.deriveKey(
    { name: 'HKDF', hash: 'SHA-256', salt: new Uint8Array(), info },
    base,
    { name: 'AES-GCM', length: 256 },
    false,
    ['encrypt', 'decrypt'],
  );
}
