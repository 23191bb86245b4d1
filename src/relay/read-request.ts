// The two request bodies of the contract, checked field by field. Fields that the contract does not have are dropped.
import * as v from 'valibot';
import { cleanText } from './clean-text.ts';
import { type BodyFault, ProblemError } from './problem.ts';

/** Bounds of what a page may send. */
export interface MessageLimits {
  maxMessageChars: number;
}

const maxMessageBytes = 16_384;
const maxMetadataBytes = 4096;
const maxMetadataKeys = 32;
const maxMetadataDepth = 4;

type Scalar = string | number | boolean | null;
type MetadataValue = Scalar | Scalar[] | { [key: string]: MetadataValue };

const text = v.pipe(v.string('has to be a string'), v.transform(cleanText));
const scalar = v.union([text, v.pipe(v.number(), v.finite()), v.boolean(), v.null()]);
/** valibot's own object and record take arrays for objects. */
const fields = v.custom<object>(
  (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
  'has to be an object',
);
const metadataValue: v.GenericSchema<unknown, MetadataValue> = v.lazy(() =>
  v.union(
    [scalar, v.array(scalar), v.pipe(fields, v.record(text, metadataValue))],
    'has to be a text, a number, true, false, null, a list of those, or an object of those',
  ),
);
const metadata = v.pipe(
  fields,
  v.record(text, metadataValue),
  v.check((fields) => sizeOf(JSON.stringify(fields)) <= maxMetadataBytes, 'is larger than 4 KiB'),
  v.check((fields) => countKeys(fields) <= maxMetadataKeys, 'has more than 32 keys'),
  v.check((fields) => depthOf(fields) <= maxMetadataDepth, 'is nested deeper than 4 levels'),
);
const create = v.object(
  {
    user_id: v.pipe(v.string('has to be a string'), v.uuid('has to be a UUID')),
    message: text,
    metadata,
  },
  toShapeFault,
);
const respond = v.object({ conversation_id: v.string('has to be a string'), message: text }, toShapeFault);

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

function countKeys(value: MetadataValue): number {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return 0;
  return Object.values(value).reduce<number>((sum, item) => sum + 1 + countKeys(item), 0);
}

function depthOf(value: MetadataValue): number {
  if (typeof value !== 'object' || value === null) return 0;
  return 1 + Math.max(0, ...Object.values(value).map(depthOf));
}
