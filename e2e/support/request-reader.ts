// Where an HTTP/1.1 request ends in a stream of bytes: enough of the grammar for clients that are no attackers.

/** A request that has been read in full. */
export interface ReadRequest {
  method: string;
  path: string;
  /** Names in lower case. */
  headers: Record<string, string>;
  body: string;
}

/** Takes bytes as they come, and hands over each request with the bytes that it was made of. */
export function createRequestReader(
  onRequest: (request: ReadRequest, bytes: Buffer) => void,
): (bytes: Buffer) => void {
  let pending: Buffer = Buffer.alloc(0);
  return (bytes) => {
    pending = Buffer.concat([pending, bytes]);
    for (let length = findEnd(pending); length !== undefined; length = findEnd(pending)) {
      const whole = pending.subarray(0, length);
      pending = pending.subarray(length);
      onRequest(readRequest(whole), whole);
    }
  };
}

function readRequest(bytes: Buffer): ReadRequest {
  const headEnd = bytes.indexOf('\r\n\r\n');
  const [first = '', ...lines] = bytes.toString('latin1', 0, headEnd).split('\r\n');
  const [method = '', path = ''] = first.split(' ');
  const headers = lines.map((line) => {
    const colon = line.indexOf(':');
    return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
  });
  return {
    method,
    path,
    headers: Object.fromEntries(headers) as Record<string, string>,
    body: bytes.toString('utf8', headEnd + 4),
  };
}

/** Length of the first request, or undefined while it is not complete. Source: RFC 9112, section 6.3. */
function findEnd(bytes: Buffer): number | undefined {
  const headEnd = bytes.indexOf('\r\n\r\n');
  if (headEnd < 0) return undefined;
  const head = bytes.toString('latin1', 0, headEnd);
  if (/^transfer-encoding:.*chunked/im.test(head)) {
    const last = bytes.indexOf('\r\n0\r\n\r\n', headEnd + 2);
    return last < 0 ? undefined : last + 7;
  }
  const length = headEnd + 4 + Number(/^content-length: *(\d+)/im.exec(head)?.[1] ?? 0);
  return bytes.length < length ? undefined : length;
}
