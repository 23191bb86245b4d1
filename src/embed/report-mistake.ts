// What goes to the console, and nothing else does: a mistake of the integrator's, with what would work.

export function reportMistake(error: unknown): void {
  // oxlint-disable-next-line no-console
  console.error(error instanceof Error ? error.message : error);
}
