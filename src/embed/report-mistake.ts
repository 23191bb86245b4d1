// What goes to the console, and nothing else does: a mistake of the integrator's, with what would work, and what the
// integrator asks to see.

export function reportMistake(error: unknown): void {
  // Some pages take the console's methods away.
  console.error?.(error instanceof Error ? error.message : error);
}

/** For whoever looks for what goes wrong. */
export function show(...values: unknown[]): void {
  console.debug?.('Parley:', ...values);
}

/** Works where nobody can catch an error: it is told in the console, and the page goes on. */
export function reportMistakes(work: () => void): void {
  try {
    work();
  } catch (error) {
    reportMistake(error);
  }
}
