// The two request bodies of the contract, checked field by field. Fields that the contract does not have are dropped.
import * as v from 'valibot';
import { cleanText, isTrapKey } from './clean-text.ts';
import { type BodyFault, ProblemError } from './problem.ts';

/** Bounds of what a page may send. */
export interface MessageLimits {
  maxMessageChars: number;
}

const maxMessageBytes = 16_384;

interface MetadataLimits {
  maxBytes: number;
  maxKeys: number;
  maxDepth: number;
}

type Scalar = string | number | boolean | null;
type MetadataValue = Scalar | Scalar[] | { [key: string]: MetadataValue };

const text = v.pipe(v.string('has to be a string'), v.transform(cleanText));
/** Of a page they have been dropped by now; a site's own server may still give one. */
const name = v.pipe(
  text,
  v.check((key) => !isTrapKey(key), 'has a name that cannot be sent'),
);
const scalar = v.union([text, v.pipe(v.number(), v.finite()), v.boolean(), v.null()]);
/** valibot's own object and record take arrays for objects. */
const fields = v.custom<object>(
  (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
  'has to be an object',
);
const metadataValue: v.GenericSchema<unknown, MetadataValue> = v.lazy(() =>
  v.union(
    [scalar, v.array(scalar), v.pipe(fields, v.record(name, metadataValue))],
    'has to be a text, a number, true, false, null, a list of those, or an object of those',
  ),
);
/** What is cheap to measure comes first, and the first fault is enough: else a small body could keep the relay busy. */
const toMetadata = ({ maxBytes, maxKeys, maxDepth }: MetadataLimits) =>
  v.config(
    v.pipe(
      fields,
      v.check(
        (fields) => sizeOf(JSON.stringify(fields)) <= maxBytes,
        `is larger than ${maxBytes / 1024} KiB`,
      ),
      v.check((fields) => countKeys(fields) <= maxKeys, `has more than ${maxKeys} keys`),
      v.check((fields) => depthOf(fields) <= maxDepth, `is nested deeper than ${maxDepth} levels`),
      v.record(name, metadataValue),
    ),
    { abortEarly: true },
  );
const metadata = toMetadata({ maxBytes: 4096, maxKeys: 32, maxDepth: 4 });
/** Wider than what a page may fill, so that no page can crowd out what the site's own server adds. */
const siteMetadata = toMetadata({ maxBytes: 32_768, maxKeys: 256, maxDepth: 8 });
const create = v.object(
  {
    user_id: v.pipe(v.string('has to be a string'), v.uuid('has to be a UUID')),
    message: text,
    metadata,
  },
  toShapeFault,
);
const respond = v.object({ conversation_id: v.string('has to be a string'), message: text }, toShapeFault);

const close = v.object({ conversation_id: v.string('has to be a string') }, toShapeFault);

/**
 * The body of create.
 *
 * @throws ProblemError `bad_request` naming each wrong field, or `body_too_large` where the message is too long
 */
export function readCreateRequest(body: unknown, limits: MessageLimits) {
  return checkLength(parse(create, body), limits);
}

/**
 * The body of respond. Whether the id is one of ours is for the seal to say.
 *
 * @throws ProblemError `bad_request` naming each wrong field, or `body_too_large` where the message is too long
 */
export function readRespondRequest(body: unknown, limits: MessageLimits) {
  return checkLength(parse(respond, body), limits);
}

/** Metadata of the site's own server: the same kinds of values, but more of them. Undefined where it is none. */
export function readSiteMetadata(value: unknown): Record<string, unknown> | undefined {
  try {
    return v.parse(siteMetadata, value);
  } catch {
    // Also where it leads back into itself, or holds what JSON has no form for: that cannot even be measured.
    return undefined;
  }
}

/**
 * The body of close.
 *
 * @throws ProblemError `bad_request`
 */
export function readCloseRequest(body: unknown) {
  return parse(close, body);
}

function parse<T>(schema: v.GenericSchema<unknown, T>, body: unknown): T {
  const result = v.safeParse(schema, body);
  if (result.success) return result.output;
  throw new ProblemError('bad_request', { errors: result.issues.slice(0, 8).map(toFault) });
}

/** 413 and not 400: the visitor can shorten a message, and is told so by this code. */
function checkLength<T extends { message: string }>(request: T, { maxMessageChars }: MessageLimits): T {
  const { message } = request;
  if (countCodePoints(message) <= maxMessageChars && sizeOf(message) <= maxMessageBytes) return request;
  const reason = `is longer than ${maxMessageChars} characters or ${maxMessageBytes} bytes`;
  throw new ProblemError('body_too_large', { errors: [{ pointer: '/message', reason }] });
}

function toShapeFault(issue: v.BaseIssue<unknown>): string {
  return issue.received === 'undefined' ? 'is required, even when empty' : 'has to be an object';
}

function toFault(issue: v.BaseIssue<unknown>): BodyFault {
  const keys = issue.path?.map(({ key }) => String(key).replaceAll('~', '~0').replaceAll('/', '~1')) ?? [];
  return {
    pointer: keys
      .map((key) => `/${key}`)
      .join('')
      .slice(0, 200),
    reason: issue.message,
  };
}

function countCodePoints(value: string): number {
  return Array.from(value).length;
}

function sizeOf(value: string): number {
  return new TextEncoder().encode(value).length;
}

function countKeys(value: unknown): number {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return 0;
  return Object.values(value).reduce<number>((sum, item) => sum + 1 + countKeys(item), 0);
}

function depthOf(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  return 1 + Math.max(0, ...Object.values(value).map(depthOf));
}
