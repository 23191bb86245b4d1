// Files that the relay serves besides the chat: the widget for every page, and a site of its own where there is one.
import { chooseCoding, type Coding, codings } from './content-coding.ts';

/** One file, ready to be sent. It must not change. */
export interface RelayFile {
  body: Uint8Array<ArrayBuffer> | string;
  /** The same in other codings, sent to browsers that take them. @default none */
  coded?: Partial<Record<Coding, Uint8Array<ArrayBuffer>>>;
  /** The whole media type, such as `text/javascript; charset=utf-8`. */
  type: string;
}

/** Finds a file by its path below the base path, such as `/parley.js`; undefined where there is none. */
export type RelayFiles = (path: string) => Promise<RelayFile | undefined>;

const versioned = /^\/parley@[\w.+-]{1,64}\.js$/;
const locale = /^\/locales\/[A-Za-z0-9-]{1,35}\.js$/;

/** Whether the path is one of the widget's, which are the only ones asked of its files. */
export function isWidgetPath(path: string): boolean {
  return path === '/parley.js' || path === '/extras.js' || versioned.test(path) || locale.test(path);
}

/** Headers of a widget file: any page may load it, also one that isolates itself (CORP), and nobody guesses its type. */
export function toWidgetHeaders(path: string): Record<string, string> {
  return {
    'Access-Control-Allow-Origin': '*',
    'Cross-Origin-Resource-Policy': 'cross-origin',
    'Cache-Control': versioned.test(path) ? 'public, max-age=31536000, immutable' : 'public, max-age=300',
  };
}

/** Headers of a file of the site: always asked for again. */
export const siteHeaders = { 'Cache-Control': 'no-cache', 'Referrer-Policy': 'strict-origin' };

/** The answer to GET or HEAD, with a strong ETag for each coding, and 304 where the browser has that very file. */
export async function toFileAnswer(
  request: Request,
  file: RelayFile,
  headers: Record<string, string>,
): Promise<Response> {
  const offered = codings.filter((name) => file.coded?.[name]);
  const coding = chooseCoding(request.headers.get('accept-encoding') ?? '', offered);
  const { whole, digest } = read(file);
  const bytes = (coding && file.coded?.[coding]) ?? whole;
  const etag = `"${await digest}${coding ? `-${coding}` : ''}"`;
  const common = {
    ...headers,
    ETag: etag,
    'X-Content-Type-Options': 'nosniff',
    ...(offered.length > 0 && { Vary: 'Accept-Encoding' }),
  };
  const known = request.headers.get('if-none-match') ?? '';
  // RFC 9110 §13.1.2 compares weakly: a proxy that compressed the file has marked the tag with W/.
  if (known.trim() === '*' || known.split(',').some((tag) => tag.trim().replace(/^W\//, '') === etag))
    return new Response(null, { status: 304, headers: common });
  return new Response(request.method === 'HEAD' ? null : toStream(bytes), {
    headers: {
      ...common,
      'Content-Type': file.type,
      'Content-Length': String(bytes.length),
      ...(coding && { 'Content-Encoding': coding }),
    },
  });
}

interface ReadFile {
  whole: Uint8Array<ArrayBuffer>;
  digest: Promise<string>;
}
const alreadyRead = new WeakMap<RelayFile, ReadFile>();

/** Once for a file that is served again and again. */
function read(file: RelayFile): ReadFile {
  const whole = typeof file.body === 'string' ? new TextEncoder().encode(file.body) : file.body;
  const known = alreadyRead.get(file) ?? { whole, digest: toDigest(whole) };
  alreadyRead.set(file, known);
  return known;
}

async function toDigest(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return Array.from(digest.slice(0, 16), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** A platform's Response copies bytes that it is given, for everybody who takes them slowly; a stream only hands them on. */
function toStream(bytes: Uint8Array<ArrayBuffer>): ReadableStream<Uint8Array<ArrayBuffer>> {
  return new ReadableStream({
    start(controller) {
      controller.enqueue(bytes);
      controller.close();
    },
  });
}
