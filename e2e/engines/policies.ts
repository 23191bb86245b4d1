// A page whose policy leaves no more open than the chat needs; in German, whose words are a module beside the script.
import type { World } from '../support/world.ts';

/**
 * Puts up a page that allows its own scripts by a nonce, and to talk with the relay; returns its address. What breaks the
 * policy is noted in the page's `violations`.
 */
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
    <title>A strict page</title><script nonce="4711">
      const violations = [];
      addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) => {
        // Browsers ask for it by themselves.
        if (!blockedURI.endsWith('/favicon.ico')) violations.push(violatedDirective + ' ' + blockedURI);
      });
    </script>${world.tag('nonce="4711"')}</head><body><h1>A strict page</h1></body></html>`,
  );
  return `${world.origin}/strict`;
}
