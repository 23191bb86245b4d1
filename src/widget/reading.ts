// Where the reader is in the log: what comes in is followed from its first line on, the line being read keeps its place,
// and what has been come to counts as seen.
import { signal } from '@preact/signals';
import { findUnread, type Message } from '../conversation/state.ts';
import type { PanelModel } from './model.ts';

/** This close to the end, in pixels, the reader counts as being there; so much of what came before stays in view. */
const nearEnd = 48;
/** So many messages are drawn, and so many more at each wish. */
const portion = 200;

export function createReading({ conversation, surroundings }: PanelModel) {
  const wishes = signal(0);
  /** Null while the panel is closed. */
  let log: HTMLElement | null = null;
  let list: Element;
  let wasOpen = false;
  /** So many of the oldest messages are not drawn. */
  let hidden = 0;
  let firstNew: Message | undefined;
  /** The order of the visitor's newest message. */
  let written = 0;
  /** Where the reader is to be: at the first that is new, or else the end; at the end in any case; or where they are. */
  let aim: 'new' | 'end' | 'here' = 'new';
  /** The uppermost line in view, and where it was when the reader was last looked for. */
  let line: Element;
  let lineTop = 0;
  /** How far the log was scrolled then. */
  let scrolled = 0;

  /** How far below the log's upper edge it begins. */
  const topOf = (node: Element) => node.getBoundingClientRect().top - (log?.getBoundingClientRect().top ?? 0);
  const isInView = (node: Element) => topOf(node) + node.clientHeight > 0;

  /** Takes note of where the reader is. */
  function look(): void {
    // Without a box, as in a part of the page that is not shown, nobody sees it; and without a word nothing is to be seen.
    if (!log?.clientHeight || !conversation.messages.peek().length) return;
    const isAtEnd = log.scrollHeight - log.clientHeight - log.scrollTop <= nearEnd;
    if ((isAtEnd || aim !== 'here') && surroundings.visible.peek()) conversation.markSeen();
    scrolled = log.scrollTop;
    aim = isAtEnd ? 'new' : 'here';
    // At the end no line has to keep its place.
    if (isAtEnd) return;
    for (let next: Element | undefined = list; next; next = Array.from(next.children).find(isInView))
      line = next;
    lineTop = topOf(line);
  }

  /**
   * The reader has scrolled, or a line that was on its way has come to rest. Who follows what comes in stops by scrolling
   * up: further from the end they are also when the log has just grown.
   */
  function follow(): void {
    if (log && (aim === 'here' || log.scrollTop < scrolled)) look();
  }

  /** Takes the reader to where they are to be. */
  function settle(behavior: ScrollBehavior): void {
    if (!log) return;
    const unread = aim === 'new' && conversation.unread.peek();
    const first = unread && Array.from(list.querySelectorAll<HTMLElement>('.agent')).at(-unread);
    // Before anything has been said, it is read from its beginning.
    let top = conversation.messages.peek().length && log.scrollHeight;
    if (first) top = first.offsetTop - nearEnd - log.scrollTop;
    else if (aim === 'here') top = line.isConnected ? topOf(line) - lineTop : 0;
    const isNear = Math.abs(top) < 1.5 * log.clientHeight;
    // Scrolling by nothing would end what the reader does.
    if (top) log.scrollBy({ top, behavior: isNear ? behavior : 'instant' });
    log.tabIndex = log.scrollHeight > log.clientHeight ? 0 : -1;
    look();
  }

  const observer = new ResizeObserver(() => settle('instant'));
  const focusLog = () => log?.focus({ preventScroll: true });

  return {
    /** Called at each drawing: how many messages are left out, and which is the first that is new at this opening. */
    plan(isOpen: boolean, newestOwn = 0): { hidden: number; firstNew: Message | undefined } {
      void wishes.value;
      // What came meanwhile is seen when the tab comes back into view.
      void surroundings.visible.value;
      const isOpening = isOpen && !wasOpen;
      if (isOpening) firstNew = findUnread(conversation.state.peek())[0];
      if (isOpening || newestOwn > written) {
        aim = isOpening ? 'new' : 'end';
        // All that is new is drawn; where nothing is, this is far beyond any message.
        hidden = conversation.messages.peek().indexOf(firstNew as Message) >>> 0;
      }
      wasOpen = isOpen;
      written = newestOwn;
      hidden = Math.max(0, Math.min(hidden, conversation.messages.value.length - portion));
      return { hidden, firstNew };
    },
    /** The log's ref, called after each drawing. What moves a line that is being read is heard of by the observer. */
    attach(node: HTMLElement | null): void {
      log = node;
      list = node?.querySelector('.messages') ?? list;
      if (!node || !list.parentElement) return;
      observer.observe(node);
      observer.observe(list.parentElement);
      if (aim !== 'here') settle('instant');
    },
    follow,
    showEarlier(): void {
      focusLog();
      hidden -= portion;
      wishes.value++;
    },
    goToNew(): void {
      focusLog();
      aim = 'new';
      // Whether it glides there, the style sheet knows.
      settle('auto');
    },
  };
}
