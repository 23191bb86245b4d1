// For servers: of an answer that is beyond all measure no more is read than fits.
import { joinBytes } from './join-bytes.ts';

/**
 * A reader of bodies for `createChatClient`. It gives an empty text for what is no UTF-8 or is larger than the limit, of
 * which it reads no more. An answer without a stream has whatever text it says.
 */
export function createBoundedReader(maxBytes?: number): (response: Response) => Promise<string> {
  return async (response) => (response.body ? readBounded(response.body, maxBytes) : response.text());
}

/** Pieces of a body as one text; an empty one for what is no UTF-8 or is larger than the limit, of which no more is read. */
export async function readBounded(
  body: AsyncIterable<Uint8Array<ArrayBuffer>>,
  maxBytes = 262_144,
): Promise<string> {
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.length;
    if (size > maxBytes) return '';
    chunks.push(chunk);
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(joinBytes(chunks, size));
  } catch {
    return '';
  }
}
