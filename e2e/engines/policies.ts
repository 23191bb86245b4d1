// A page whose policy leaves no more open than the chat needs; in German, whose words are a module beside the script.
import type { World } from '../support/world.ts';

/** Puts up a page that allows its one script by a nonce, and to talk with the relay; returns its address. */
export function publishStrict(world: World): string {
  const policy = [
    "default-src 'none'",
    "script-src 'nonce-4711'",
    `connect-src ${new URL(world.relay.url).origin}`,
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join('; ');
  world.publish(
    '/strict',
    `<!doctype html><html lang="de"><head><meta http-equiv="Content-Security-Policy" content="${policy}">
    <title>A strict page</title>${world.tag('nonce="4711"')}</head><body><h1>A strict page</h1></body></html>`,
  );
  return `${world.origin}/strict`;
}
