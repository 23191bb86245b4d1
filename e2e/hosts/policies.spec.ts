// Policies in the page's headers, and frames that take the page's origin away.
import { type World } from '../support/world.ts';
import { talkAndLookTheSame } from './appearance.ts';
import { hostile } from './hostile.ts';
import { arrive, type Visit } from './visitor.ts';

async function arriveAndLookTheSame(visit: Visit): Promise<void> {
  await arrive(visit);
  await talkAndLookTheSame(visit);
}

const withNonce = (world: World) =>
  `<script async nonce="{{NONCE}}" src="${world.relay.url}/parley.js"></script>`;

/** Such a page has no origin, which its relay has to allow by name. */
const withoutOrigin = { relayOptions: { allowedOrigins: ['null'] } };

// https://github.com/botfront/rasa-webchat/issues/483
// https://github.com/surveyjs/survey-library/issues/2656
// https://github.com/getsentry/sentry/issues/18126
hostile('csp-no-inline-style', {
  holds: 'H1: the chat looks as it does elsewhere, and breaks no rule, where inline styles are forbidden',
  headers: {
    'Content-Security-Policy':
      "default-src 'self'; script-src {{WIDGET_ORIGIN}}; style-src 'self'; connect-src {{API_ORIGIN}}; img-src 'self'; object-src 'none'",
  },
  act: arriveAndLookTheSame,
});

// https://github.com/novuhq/novu/issues/8914
// https://github.com/carbon-design-system/carbon-ai-chat/issues/57
hostile('csp-style-attr-none', {
  holds: 'H1: the chat writes no style attribute where they are forbidden',
  headers: {
    'Content-Security-Policy':
      "script-src 'nonce-{{NONCE}}' 'strict-dynamic'; style-src-elem 'nonce-{{NONCE}}'; style-src-attr 'none'; connect-src {{API_ORIGIN}}",
  },
  snippet: withNonce,
  act: arriveAndLookTheSame,
});

hostile('csp-default-none', {
  holds:
    'H1: with nothing allowed but its script and its relay, and no trusted types, the chat breaks no rule and looks as it does elsewhere (W-8)',
  telling: true,
  headers: {
    'Content-Security-Policy':
      "default-src 'none'; script-src 'nonce-{{NONCE}}'; connect-src {{API_ORIGIN}}; form-action 'none'; base-uri 'none'; require-trusted-types-for 'script'; trusted-types 'none'",
  },
  snippet: withNonce,
  act: arriveAndLookTheSame,
});

// https://github.com/ryantsai/KKTerm/pull/391
// https://github.com/nicobailon/pi-mcp-adapter/issues/480
hostile('csp-sandbox', {
  holds: 'the visitor can chat where a policy takes origin and storage away',
  use: withoutOrigin,
  headers: { 'Content-Security-Policy': 'sandbox allow-scripts allow-forms' },
});

hostile('hdr-coep', {
  holds: 'the visitor can chat on a page that is isolated from other origins',
  headers: {
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cross-Origin-Embedder-Policy': 'require-corp',
  },
});

hostile('hdr-permissions', {
  holds: 'the chat asks for none of the permissions that a page may deny',
  headers: {
    'Permissions-Policy':
      'clipboard-write=(), clipboard-read=(), autoplay=(), microphone=(), camera=(), unload=(), storage-access=(), fullscreen=(), web-share=()',
  },
});

// https://github.com/cockpit-project/cockpit/pull/6259
hostile('frame-sandbox', {
  holds: 'the visitor can chat in a sandboxed frame, which has neither origin nor storage',
  telling: true,
  use: withoutOrigin,
});
