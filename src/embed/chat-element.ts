// `<parley-chat>`: the chat as an element that an owner places. The class is made inside, since Node knows no HTMLElement.
import { readAttributes, toAttribute } from './attributes.ts';
import type { ChatHandle } from './handle.ts';
import { mountChat } from './mount-chat.ts';
import { optionNames } from './option-kinds.ts';
import type { ChatOptions, OptionName } from './options.ts';
import { reportMistakes } from './report-mistake.ts';
import { isMounted } from './root.ts';

/** The options as properties: what no attribute holds, such as a function, is one alone. */
type OptionProperties = { [Name in Exclude<OptionName, 'title'>]: ChatOptions[Name] | undefined };

/** The element's own properties besides the standard ones. */
export interface ChatElement extends HTMLElement, OptionProperties {
  /** Steers the chat, while the element is in a page. */
  readonly handle: ChatHandle | undefined;
}

const tag = 'parley-chat';

/** Registers the element, once; where there are no custom elements (in Node, say) it does nothing. */
export function defineChatElement(defaults: ChatOptions = {}): void {
  if (typeof customElements === 'undefined' || customElements.get(tag)) return;

  class ParleyChat extends HTMLElement {
    static readonly observedAttributes = optionNames.map(toAttribute);

    declare handle: ChatHandle | undefined;

    /** Options that no attribute holds. */
    #held: Record<string, unknown> = {};

    static {
      for (const name of optionNames) {
        // Every element's title is its attribute already.
        if (name in this.prototype) continue;
        const attribute = toAttribute(name);
        Object.defineProperty(this.prototype, name, {
          get(this: ParleyChat) {
            return this.#read()[name];
          },
          set(this: ParleyChat, value: string | number | boolean | object | null | undefined) {
            delete this.#held[name];
            if (value != null && Object(value) !== value) this.setAttribute(attribute, value as string);
            else {
              if (value) this.#held[name] = value;
              else this.removeAttribute(attribute);
              this.attributeChangedCallback(attribute);
            }
          },
        });
      }
    }

    #read(): ChatOptions {
      return { ...defaults, ...readAttributes(this, ''), ...this.#held };
    }

    connectedCallback(): void {
      if (isMounted(this)) return;
      // What the page had set before this was a chat stands in the way of the properties.
      for (const name of optionNames) {
        const all = this as Record<string, unknown>;
        if (Object.hasOwn(all, name)) {
          const value = all[name];
          delete all[name];
          all[name] = value;
        }
      }
      reportMistakes(() => mountChat(this, this.#read()));
    }

    disconnectedCallback(): void {
      // Moving an element disconnects it for a moment only.
      queueMicrotask(() => {
        if (!this.isConnected) this.handle?.destroy({ keepConversation: true });
      });
    }

    attributeChangedCallback(attribute: string): void {
      const { handle } = this;
      const changed = optionNames.find((name) => toAttribute(name) === attribute) as OptionName;
      // By itself: of a mistake in another nothing else is to suffer.
      if (handle) reportMistakes(() => handle.update({ [changed]: this.#read()[changed] }));
      // Some frameworks put an element into the page before they give it its attributes.
      else if (this.isConnected && attribute === 'relay') this.connectedCallback();
    }
  }

  customElements.define(tag, ParleyChat);
}
