// `<parley-chat>` as JSX and the DOM know it: types only, of the attributes that `readAttributes` reads. A project that
// has no React, or no Preact, has no use for that part and must not stumble over it; hence the comments that ignore.
import type { ChatElement } from './chat-element.ts';
import type { ChatEventMap } from './events.ts';
import type { ChatOptions, OptionName } from './options.ts';

/** `zIndex` → `z-index`. */
type Attribute<Name extends string> = Name extends `${infer First}${infer Rest}`
  ? `${First extends Lowercase<First> ? First : `-${Lowercase<First>}`}${Attribute<Rest>}`
  : Name;

/** How a value is written. JSX leaves out what is `false`, so that it only means something where it is the default. */
type Written<Name extends OptionName, Value = Required<ChatOptions>[Name]> =
  | Extract<Value, string>
  | (Value extends number ? number | `${number}` : never)
  | (Value extends true ? true | 'true' | 'false' : never)
  | (Name extends 'open' ? boolean : never)
  | (Value extends object ? string : never)
  | undefined;

/** What a property alone takes as it is. */
type Held<Name extends OptionName> =
  Name extends Attribute<Name> ? Extract<Required<ChatOptions>[Name], object> : never;

/**
 * The options as attributes, objects as JSON, or as properties where the library sets these (React 19, Preact and Svelte
 * do); and a listener for each event.
 */
export type ChatAttributes = {
  [Name in OptionName as Attribute<Name>]?: Written<Name> | Held<Name>;
} & {
  [Name in Exclude<OptionName, Attribute<OptionName>>]?: ChatOptions[Name] | undefined;
} & {
  [Name in keyof ChatEventMap as `on${Name}`]?: ((event: ChatEventMap[Name]) => void) | undefined;
};

declare global {
  interface HTMLElementTagNameMap {
    'parley-chat': ChatElement;
  }
}

/** The attributes above stand before the library's own of the same name. */
type InJsx<Standard> = ChatAttributes & Omit<Standard, keyof ChatAttributes>;

/** @ts-ignore where there is no React */
declare module 'react' {
  namespace JSX {
    interface IntrinsicElements {
      /** @ts-ignore likewise */
      'parley-chat': InJsx<React.DetailedHTMLProps<React.HTMLAttributes<ChatElement>, ChatElement>>;
    }
  }
}

/** Where Preact puts the element; no name for that, nor for the attributes of any element, is in both its majors. */
type InRef =
  | { current: ChatElement | null | undefined }
  | ((element: ChatElement | null) => void)
  | null
  | undefined;

/** @ts-ignore where there is no Preact */
declare module 'preact' {
  namespace JSX {
    interface IntrinsicElements {
      /** @ts-ignore likewise */
      'parley-chat': InJsx<Omit<IntrinsicElements['article'], 'ref'>> & { ref?: InRef };
    }
  }
}
