// Random hexadecimal text for the stand-in's ids.

/** Twice as many digits as bytes. By getRandomValues, since pages without TLS have no crypto.randomUUID. */
export function randomHex(bytes: number): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(bytes)), (byte) =>
    byte.toString(16).padStart(2, '0'),
  ).join('');
}
