// What is told of an error that nobody foresaw: its kind and its place. Its message may hold anything, a secret too.

const mostFrames = 8;

/** Tells the operator of what is answered with `internal`. */
export function tellMishap(warn: (line: string) => void, error: unknown, requestId: string): void {
  warn(`An error that nobody foresaw: ${describeMishap(error)} (request ${requestId})`);
}

/** In one line. */
export function describeMishap(error: unknown): string {
  try {
    if (!(error instanceof Error)) return `a thrown ${typeof error}`;
    const { name, message, stack = '', code } = error as Error & { code?: unknown };
    const frames = stack
      .replace(message, '')
      .split('\n')
      .filter((line) => /^ {4}at .+:\d+:\d+\)?$/.test(line))
      .slice(0, mostFrames)
      .map((line) => line.trim());
    const kind = /^\w{1,64}$/.test(name) ? name : 'Error';
    const isCode = typeof code === 'string' && /^[A-Z\d_]{1,64}$/.test(code);
    return [kind, ...(isCode ? [`(${code})`] : []), ...frames].join(' ');
  } catch {
    return 'Error';
  }
}
