// What goes to the console, and nothing else does: a mistake of the integrator's, with what would work.

export function reportMistake(error: unknown): void {
  console.error(error instanceof Error ? error.message : error);
}

/** Works where nobody can catch an error: it is told in the console, and the page goes on. */
export function reportMistakes(work: () => void): void {
  try {
    work();
  } catch (error) {
    reportMistake(error);
  }
}
