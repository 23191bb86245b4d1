// For servers: of an answer that is beyond all measure no more is read than fits.
import { joinBytes } from './join-bytes.ts';

/**
 * A reader of bodies for `createChatClient`. It gives an empty text for what is no UTF-8 or is larger than the limit, of
 * which it reads no more.
 */
export function createBoundedReader(maxBytes = 262_144): (response: Response) => Promise<string> {
  return async ({ body }) => {
    const reader = body?.getReader();
    const chunks: Uint8Array<ArrayBuffer>[] = [];
    let size = 0;
    for (let chunk = await reader?.read(); chunk && !chunk.done; chunk = await reader?.read()) {
      size += chunk.value.length;
      if (size > maxBytes) {
        void reader?.cancel().catch(() => undefined);
        return '';
      }
      chunks.push(chunk.value);
    }
    try {
      return new TextDecoder('utf-8', { fatal: true }).decode(joinBytes(chunks, size));
    } catch {
      return '';
    }
  };
}
