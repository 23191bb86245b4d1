// Who the site says its visitor is: a JWT that the site's own server has signed. What it claims overwrites what the page says.
import { errors, importJWK, importSPKI, type JWTPayload, jwtVerify } from 'jose';
import { ProblemError } from './problem.ts';
import { readSiteMetadata } from './read-request.ts';

/** How the site signs what it knows of its visitors. */
export interface IdentityOptions {
  /** For `HS…` the shared secret, of at least 32 bytes; else the public key, as SPKI in PEM or as a JWK in JSON. */
  key: string;
  /** The one algorithm that is accepted: `HS256`, `RS256`, `ES256`, `EdDSA` or another of RFC 7518. @default 'HS256' */
  alg?: string;
  /** Refuses conversations without a token. @default false */
  required?: boolean;
  /** What stands in `aud`: the alias of the agent, or its project id. */
  audience: string;
}

/**
 * Gives the metadata of a create with all that is known of its visitor; rejects with `identity_invalid`, and says why to the
 * operator, once for each reason.
 */
export type ApplyIdentity = (
  metadata: Record<string, unknown>,
  headers: Headers,
  warn: (line: string) => void,
) => Promise<Record<string, unknown>>;

/** RFC 7519 §4.1: what is about the token and not about the visitor. */
const registered = new Set(['iss', 'aud', 'exp', 'nbf', 'iat', 'jti']);
/** A token that could be used for longer would be as good as a password. */
const longestLifeSeconds = 3600;
const toleranceSeconds = 5;
const algorithms = /^(HS|RS|PS|ES)(256|384|512)$|^EdDSA$/;

/** @throws TypeError saying which part of the settings cannot be worked with, without its value */
export function createIdentity(options: IdentityOptions, now: () => number): ApplyIdentity {
  const { alg = 'HS256', required = false, audience } = options;
  const fault = findIdentityFault(options);
  if (fault) throw new TypeError(`createRelay: identity: ${fault}`);
  let key: ReturnType<typeof readKey> | undefined;

  async function verify(token: string): Promise<JWTPayload> {
    key ??= readKey(options.key, alg);
    const { payload } = await jwtVerify(token, await key, {
      algorithms: [alg],
      audience,
      requiredClaims: ['exp', 'aud'],
      clockTolerance: toleranceSeconds,
      currentDate: new Date(now()),
    });
    const left = (payload.exp ?? Infinity) - now() / 1000;
    if (left > longestLifeSeconds + toleranceSeconds)
      throw new errors.JWTClaimValidationFailed('it is valid for too long', payload, 'exp', 'too_long');
    return payload;
  }

  const told = new Set<string>();
  function refuse(reason: string, warn: (line: string) => void): never {
    if (!told.has(reason))
      warn(
        `A visitor’s token was refused (${reason}). If your server signed it, compare what it does with “Several agents, and who asks” in the README.`,
      );
    told.add(reason);
    throw new ProblemError('identity_invalid');
  }

  return async (metadata, headers, warn) => {
    const authorization = headers.get('authorization');
    if (authorization === null && !required) return { ...metadata, identity_verified: false };
    if (authorization === null) throw new ProblemError('identity_invalid');
    const [, token = ''] = /^Bearer ([\w-]+\.[\w-]+\.[\w-]+)$/i.exec(authorization) ?? [];
    const payload = await verify(token).catch((error: unknown) => refuse(toReason(error), warn));
    const claims = Object.entries(payload).filter(([name]) => !registered.has(name));
    const read = readSiteMetadata(Object.fromEntries(claims)) ?? refuse('claims that cannot be sent', warn);
    return { ...metadata, ...read, identity_verified: true };
  };
}

/** Jose's own words for a fault, which come from closed sets: nothing of the token is in them. */
function toReason(error: unknown): string {
  if (!(error instanceof errors.JOSEError)) return 'the key cannot be used';
  const { code, claim, reason } = error as errors.JOSEError & Record<'claim' | 'reason', string | undefined>;
  return [code, claim, reason].filter(Boolean).join(' ');
}

/** What is wrong with these settings, in words that hold no value. */
export function findIdentityFault({ key, alg = 'HS256', audience }: IdentityOptions): string | undefined {
  if (!algorithms.test(alg)) return 'the algorithm has to be one such as HS256, RS256, ES256 or EdDSA';
  if (!audience) return 'the audience is missing';
  if (alg.startsWith('HS'))
    return new TextEncoder().encode(key).length < 32 ? 'the key has fewer than 32 bytes' : undefined;
  const isPem = /^-----BEGIN PUBLIC KEY-----[\w+/=\s]+-----END PUBLIC KEY-----\s*$/.test(key);
  return isPem || isPublicJwk(key) ? undefined : 'the key has to be a public key in PEM, or a JWK in JSON';
}

/** Whether tokens can be checked with this key, which only trying tells; in words that hold no value. */
export async function findKeyFault({ key, alg = 'HS256' }: IdentityOptions): Promise<string | undefined> {
  const encode = (text: string) => btoa(text).replace(/=+$/, '');
  const forged = `${encode(JSON.stringify({ alg }))}.${encode('{}')}.${encode('forged')}`;
  const code = await readKey(key, alg)
    .then((known) => jwtVerify(forged, known, { algorithms: [alg] }))
    .catch((error: { code?: unknown }) => error.code);
  return code === 'ERR_JWS_SIGNATURE_VERIFICATION_FAILED' ? undefined : `the key is none for ${alg}`;
}

function isPublicJwk(key: string): boolean {
  try {
    const { kty, d }: { kty?: unknown; d?: unknown } = JSON.parse(key);
    return typeof kty === 'string' && kty !== 'oct' && d === undefined;
  } catch {
    return false;
  }
}

async function readKey(key: string, alg: string) {
  if (alg.startsWith('HS')) return new TextEncoder().encode(key);
  return key.startsWith('-----') ? importSPKI(key, alg) : importJWK(JSON.parse(key), alg);
}
