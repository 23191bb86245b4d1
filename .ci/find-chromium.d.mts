export function findChromium(options?: { prefersShell?: boolean }): string | null | undefined;
