// One request as the stand-in sees it: which operation it names, what it carries, and what is wrong with it.
import type { Operation } from '../protocol/contract.ts';
import { readFields, readText } from '../protocol/shape.ts';
import { apiKeyHeader, tokenHeader } from '../protocol/upstream.ts';
import {
  accountNotFound,
  type Fault,
  projectNotFound,
  schemaFailed,
  unauthorized,
  unsupportedMediaType,
} from './fault.ts';
import type { Mishap } from './mishaps.ts';

/** One request that reached an operation, right or wrong. */
export interface Call {
  operation: Operation;
  accountId: string;
  projectId: string;
  /** Names in lower case. */
  headers: Record<string, string>;
  /** The parsed JSON, or the text where it is none. */
  body: unknown;
  /** When it arrived, in epoch milliseconds. */
  at: number;
  /** The mishap that struck it, where one did. */
  mishap?: Mishap;
}

/** Where given, a call must match it; where absent, any value that is not empty will do. */
export interface Credentials {
  /** Where given, a call with another account in its path gets 404. @default any */
  accountId?: string | undefined;
  /** Where given, a call with another project in its path gets 404. @default any */
  projectId?: string | undefined;
  /** Where given, a call with another key gets 401. @default any that is not empty */
  apiKey?: string | undefined;
  /** Where given, a call with another token gets 401. @default any that is not empty */
  token?: string | undefined;
}

type Check = (value: unknown) => boolean;

const isText: Check = (value) => typeof value === 'string';

/** Fields of each body, all required. Source: seed, "Notes". */
const shapes: Record<Operation, Record<string, { is: Check; wanted: string }>> = {
  create: {
    user_id: { is: (value) => isText(value) && value !== '', wanted: 'a string that is not empty' },
    message: { is: isText, wanted: 'a string' },
    metadata: {
      is: (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
      wanted: 'an object',
    },
  },
  respond: {
    conversation_id: { is: isText, wanted: 'a string' },
    message: { is: isText, wanted: 'a string' },
  },
};

/** The operation and ids that a path names, or undefined where it is no path of the Chat API. */
export function readPath(path: string): Pick<Call, 'operation' | 'accountId' | 'projectId'> | undefined {
  const [, account, project, operation] = /^\/v1\/([^/]+)\/([^/]+)\/chat\/(create|respond)$/.exec(path) ?? [];
  if (!account || !project) return undefined;
  try {
    return {
      operation: operation === 'create' ? 'create' : 'respond',
      accountId: decodeURIComponent(account),
      projectId: decodeURIComponent(project),
    };
  } catch {
    return undefined;
  }
}

/** The text as JSON, or as it is. */
export function readBody(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}

/** What is wrong with a call, if anything, in the order in which a gateway looks: keys, ids, type, body. */
export function findFault(call: Call, wanted: Credentials, strict: boolean): Fault | undefined {
  const isRight = (given: string | undefined, right: string | undefined) =>
    right === undefined ? !!given : given === right;
  if (!isRight(call.headers[apiKeyHeader.toLowerCase()], wanted.apiKey)) return unauthorized(apiKeyHeader);
  if (!isRight(call.headers[tokenHeader.toLowerCase()], wanted.token)) return unauthorized(tokenHeader);
  if (!isRight(call.accountId, wanted.accountId)) return accountNotFound;
  if (!isRight(call.projectId, wanted.projectId)) return projectNotFound;
  if (!/^application\/json\s*(;|$)/i.test(call.headers['content-type'] ?? '')) return unsupportedMediaType;
  const reason = findBodyFault(call, strict);
  return reason === undefined ? undefined : schemaFailed(reason);
}

function findBodyFault({ operation, body }: Call, strict: boolean): string | undefined {
  const shape = shapes[operation];
  const fields = readFields(body);
  for (const [name, { is, wanted }] of Object.entries(shape)) {
    if (!Object.hasOwn(fields, name)) return `${name} is required`;
    if (!is(fields[name])) return `${name} must be ${wanted}`;
  }
  if (!strict) return undefined;
  const extra = Object.keys(fields).find((name) => !Object.hasOwn(shape, name));
  if (extra !== undefined) return `${extra} is not known`;
  // Half a surrogate pair survives JSON, but no UTF-8 parser further on.
  return /\p{Surrogate}/u.test(readText(fields['message']) ?? '')
    ? 'message is no well-formed Unicode'
    : undefined;
}
