// From a request's bytes to JSON that is safe to look into: counted, decoded strictly, not too deep, without trap keys.
import { joinBytes } from '../protocol/join-bytes.ts';
import { isTrapKey } from './clean-text.ts';
import { ProblemError } from './problem.ts';

/** Deeper than any valid body; `JSON.stringify` would overflow the stack from some thousands on. */
const maxDepth = 16;

/**
 * Reads the body as JSON.
 *
 * @throws ProblemError `unsupported_media_type`, `body_too_large`, `bad_json` or `bad_request`
 */
export async function readBody(request: Request, maxBytes: number): Promise<unknown> {
  const type = request.headers.get('content-type') ?? '';
  const encoding = request.headers.get('content-encoding') ?? 'identity';
  if (!/^application\/json\s*(;\s*charset="?utf-8"?\s*)?$/i.test(type) || !/^identity$/i.test(encoding))
    throw new ProblemError('unsupported_media_type');
  const bytes = await readBytes(request, maxBytes);
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    throw new ProblemError('bad_json');
  }
  return dropTrapKeys(value, 0);
}

/** Counts what really comes: hono's own limit believes Content-Length, which a client without Node's parser can forge. */
async function readBytes(request: Request, maxBytes: number): Promise<Uint8Array> {
  const reader = request.body?.getReader();
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  let size = 0;
  for (;;) {
    const chunk = await reader?.read().catch(() => {
      // The sender went away in the middle: half a body is no JSON.
      throw new ProblemError('bad_json');
    });
    if (!chunk || chunk.done) break;
    size += chunk.value.length;
    // Not cancelled: on Node that would cut the connection before the answer is out.
    if (size > maxBytes) throw new ProblemError('body_too_large');
    chunks.push(chunk.value);
  }
  return joinBytes(chunks, size);
}

function dropTrapKeys(value: unknown, depth: number): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (depth >= maxDepth) {
    throw new ProblemError('bad_request', { errors: [{ pointer: '', reason: 'is nested too deeply' }] });
  }
  if (Array.isArray(value)) return value.map((item) => dropTrapKeys(item, depth + 1));
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => !isTrapKey(key))
      .map(([key, item]) => [key, dropTrapKeys(item, depth + 1)]),
  );
}
