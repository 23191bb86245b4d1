// `<parley-chat>`: the chat as an element that an owner places. The class is made inside, since Node knows no HTMLElement.
import { readAttributes, toAttribute } from './attributes.ts';
import type { ChatHandle } from './handle.ts';
import { mountChat } from './mount-chat.ts';
import { optionNames } from './option-kinds.ts';
import type { ChatOptions } from './options.ts';
import { reportMistakes } from './report-mistake.ts';
import { isMounted } from './root.ts';

/** The element's own property besides the standard ones: the chat's handle, while the element is in a page. */
export interface ChatElement extends HTMLElement {
  readonly handle: ChatHandle | undefined;
}

const tag = 'parley-chat';

/** Registers the element, once; where there are no custom elements (in Node, say) it does nothing. */
export function defineChatElement(defaults: ChatOptions = {}): void {
  if (typeof customElements === 'undefined' || customElements.get(tag)) return;

  class ParleyChat extends HTMLElement implements ChatElement {
    static readonly observedAttributes = optionNames.map(toAttribute);

    handle: ChatHandle | undefined;

    connectedCallback(): void {
      if (isMounted(this)) return;
      reportMistakes(() => (this.handle = mountChat(this, { ...defaults, ...readAttributes(this, '') })));
    }

    disconnectedCallback(): void {
      // Moving an element disconnects it for a moment only.
      queueMicrotask(() => {
        if (this.isConnected) return;
        this.handle?.destroy({ keepConversation: true });
        this.handle = undefined;
      });
    }

    attributeChangedCallback(attribute: string): void {
      const { handle } = this;
      // One that was taken away gives way to its default.
      const removed = optionNames.find((name) => toAttribute(name) === attribute) ?? '';
      const options = { [removed]: undefined, ...defaults, ...readAttributes(this, '') };
      if (handle) reportMistakes(() => handle.update(options));
      // Some frameworks put an element into the page before they give it its attributes.
      else if (this.isConnected && attribute === 'relay') this.connectedCallback();
    }
  }

  customElements.define(tag, ParleyChat);
}
