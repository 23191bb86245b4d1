// The options of the chat, as site owners and integrators write them.

/**
 * Options of `createChat`, of `<parley-chat>` as attributes, and of the script tag as `data-*`.
 * `zIndex` is `z-index` as an attribute and `data-z-index` on the tag.
 */
export interface ChatOptions {
  /**
   * Base address of the relay; messages go to `{relay}/chat/create` and `{relay}/chat/respond`.
   * @default the folder the script came from; required elsewhere
   */
  relay?: string;
  /** Alias of one of several agents behind the relay. */
  agent?: string;
  /** Sends `Idempotency-Key` and `Idempotency-Issued`; false for a relay that does not allow these headers. @default true */
  keys?: boolean;
  /** Above the page, inside the element's own box, or filling the window. @default 'floating' */
  mode?: 'floating' | 'inline' | 'page';
  /** Corner of the window; `end` is right in left-to-right languages. @default 'end' */
  position?: 'end' | 'start' | 'top-end' | 'top-start' | 'right' | 'left';
  /** Distance from the window's side, in CSS pixels at the default font size. @default 20 */
  offsetX?: number;
  /** Distance from the window's bottom or top, likewise. @default 20 */
  offsetY?: number;
  /** @default 2147480000 */
  zIndex?: number;
  /** Any CSS colour; every other colour follows from it. @default '#4f46e5' */
  accent?: string;
  /**
   * `auto` is the visitor's own scheme; `host` follows the page's switch: `color-scheme`, a class `dark` or `light`,
   * `data-theme`, `data-bs-theme` or `data-color-scheme` on its root or body. @default 'auto'
   */
  theme?: 'auto' | 'host' | 'light' | 'dark';
  /** Corner radius of the panel, in CSS pixels at the default font size. @default 20 */
  radius?: number;
  /** A CSS font-family. @default the system's */
  font?: string;
  /** What stands in the header. @default 'Chat' */
  title?: string;
  /** The agent's name, in labels and announcements. @default the title */
  name?: string;
  /** What stands below the title: nothing where people answer. @default 'Automated assistant' */
  subtitle?: string;
  /** Address of the agent's picture. @default the name's first letter */
  avatar?: string;
  /** Address of a picture that stands in the title's place; the title is its name. */
  logo?: string;
  /** Level of the title's heading, 1 to 6. @default 2 */
  headingLevel?: number;
  /** BCP 47; `en_US` is tolerated. @default the page's language, then the browser's */
  locale?: string;
  /** Replaces any of the words. */
  labels?: Record<string, unknown>;
  /**
   * `agent`: what create answers. Any other text is shown at once, and the conversation is created with the
   * visitor's first message. @default 'agent'
   */
  greeting?: string;
  /** Starter prompts. As an attribute also plain text parted by `|`. */
  suggestions?: readonly string[];
  /** The AI notice: on, a text of your own, or `human` where people answer. @default true */
  disclosure?: boolean | string;
  /**
   * What the visitor must agree to before anything leaves the page: true for our words, a text of yours (Markdown), or
   * more. `always` asks in each conversation; `until-first-message` tells above the composer, and sending is the
   * consent. `links` are addresses by what stands on them. @default false
   */
  consent?:
    | boolean
    | string
    | { text?: string; links?: Record<string, string>; ask?: 'always' | 'until-first-message' };
  /**
   * Words beside the launcher that invite to chat, once a session, after `delay` seconds (20 unless told; in a text after
   * `|`).
   * @default false
   */
  teaser?: boolean | string | { text: string; delay?: number };
  /** Address of the privacy notice, in the menu. */
  privacy?: string;
  /** Facts for the agent, or a function giving them, called at each create. */
  metadata?: Record<string, unknown> | (() => Record<string, unknown>);
  /**
   * A signed token of your server that says who the visitor is, or a function giving one within ten seconds, or nothing
   * where nobody is signed in; sent as `Authorization: Bearer` with each create. Where a token's `sub` becomes another's,
   * or it is taken away by `update`, the conversation is wiped; on a page without a token it is not shown, but comes back
   * with its owner's as long as nobody has begun another. What a function gives is not known before it is asked, so call
   * `forget()` where the visitor signs out.
   */
  identity?: string | (() => string | undefined | Promise<string | undefined>);
  /**
   * Called where the relay asks for a proof before it creates a conversation (`challenge_required`): what it gives joins
   * the `metadata` of a second create. Without it, or where it fails, the chat is unavailable.
   */
  onChallenge?: () => Record<string, unknown> | Promise<Record<string, unknown>>;
  /**
   * Where the conversation is kept: `session` until the last tab of this origin closes, `local` on the device for
   * `ttlMinutes`, `none` in this page's memory. With the first two, tabs share one conversation. @default 'session'
   */
  persistence?: 'none' | 'session' | 'local';
  /** How long after its last change a conversation is kept. @default 1440 */
  ttlMinutes?: number;
  /** Open from the start; the conversation is then created at the first focus of the composer. @default false */
  open?: boolean;
  /**
   * False hides the launcher; a CSS selector makes the page's own elements open the chat, as `data-parley-open` does
   * on any. @default true
   */
  launcher?: boolean | string;
  /** Addresses to lead people on to, by handoff destination; `default` for any other, and where there is none the `fallback`. */
  handoff?: Readonly<Record<string, string>>;
  /** Where people are reached besides (`https:`, `tel:` or `mailto:`): in the menu, and where the chat does not get through. */
  fallback?: string;
  /** `auto`: Enter sends where there is a fine pointer. @default 'auto' */
  enterToSend?: boolean | 'auto';
  /** Longest message, in code points. @default 4000 */
  maxLength?: number;
  /** `auto`: links to the page's own origin in the same tab, others in a new one. @default 'auto' */
  links?: 'auto' | 'same' | 'new';
  /** Shows pictures of attachments, from wherever the agent has them; otherwise titled links. @default false */
  images?: boolean;
  /** Writes each state of the conversation, its texts included, to the console. @default false */
  debug?: boolean;
}

export type OptionName = keyof ChatOptions;
