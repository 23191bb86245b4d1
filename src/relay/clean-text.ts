// Text of a visitor as it may go upstream: well-formed Unicode without control characters but line feed and tab; and names of
// fields that may not.

export function cleanText(text: string): string {
  return (
    text
      // Under the u flag only surrogates without their other half match.
      .replaceAll(/\p{Surrogate}/gu, '\ufffd')
      // The control characters of C0: those that are in Cc, but for line feed, tab and what comes after ASCII.
      .replaceAll(/[^\P{Cc}\n\t\u007f-\u009f]/gu, '')
  );
}

/** A name that would reach into an object's prototype, also when it is one only after cleaning. */
export function isTrapKey(key: string): boolean {
  return ['__proto__', 'constructor', 'prototype'].includes(cleanText(key));
}
