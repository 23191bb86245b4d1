// The script tag: reads its own `data-*` and what the page left in `window.Parley`, mounts once, never throws into the page.
import { readAttributes, reportNearMisses } from './attributes.ts';
import { setFolder } from './beside-tag.ts';
import { defineChatElement } from './chat-element.ts';
import { createChat } from './create-chat.ts';
import type { ChatHandle } from './handle.ts';
import type { ChatOptions } from './options.ts';
import { reportMistakes } from './report-mistake.ts';

type Task = (parley: ChatHandle) => void;

/** `window.Parley`: before the bundle is there a plain object that the page may make, afterwards the chat's handle. */
interface PageGlobal extends Partial<ChatHandle> {
  options?: ChatOptions;
  queue?: { push(...tasks: Task[]): unknown } | Task[];
  version?: string;
}

/** Addresses of public copies of the package: a relay never stands beside these. */
const publicCopies = /^\w+:\/\/[^/]*(unpkg|jsdelivr|esm\.sh|cdnjs)/;

declare global {
  interface Window {
    Parley?: PageGlobal | undefined;
  }
}

/** Runs when the bundle is evaluated. A second inclusion does nothing while the first one's chat is there. */
export function runScriptTag(version: string): void {
  const known = window.Parley;
  if (known?.version && (!known.destroy || findChat()?.handle === known)) return;
  (window.Parley ??= {}).version = version;
  const script = findScript();
  const folder = findFolder(script?.src);
  setFolder(folder);
  const readTag = () => script && readAttributes(script, 'data-');
  // An element of the page has the tag's relay, too.
  const relay = readTag()?.relay || (folder && !publicCopies.test(folder) ? folder : undefined);
  const defaults = relay ? { relay } : {};
  defineChatElement(defaults);
  whenReady(() => {
    const placed = findChat();
    const isAlone = !placed && script?.getAttribute('data-mount') !== 'none';
    reportMistakes(() => {
      if (script) reportNearMisses(script);
      // What the page wrote is read now and not before: it may have written it since.
      const chat = isAlone
        ? createChat({ ...defaults, ...window.Parley?.options, ...readTag() })
        : placed?.handle;
      if (chat) publish(chat, version);
    });
  });
}

const findChat = () => document.querySelector('parley-chat');

/**
 * Module scripts and some loaders leave `currentScript` empty, and a picture of that name takes its place: then the tag is
 * known by its file.
 */
function findScript(): HTMLScriptElement | null {
  const { currentScript } = document;
  return currentScript instanceof HTMLScriptElement
    ? currentScript
    : document.querySelector('script[src*="/parley.js"],script[src*="/parley@"]');
}

/**
 * The folder that has the files beside the script, and the relay too unless that is a public copy of the package. Under
 * another name the script may have come from anywhere, and what stands beside it may be anybody's.
 */
function findFolder(source = ''): string | undefined {
  return /^(https?:[^?#]+\/)parley(@[^/?#]+)?\.js(?![^?#])/.exec(source)?.[1];
}

function whenReady(start: () => void): void {
  if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', start, { once: true });
  else start();
}

/** Makes the handle the page's `Parley`, and runs what the page had queued, in order. */
function publish(chat: ChatHandle, version: string): void {
  const run = (task: Task) => reportMistakes(() => task(chat));
  const waiting = window.Parley?.queue;
  Object.assign(chat, { version, queue: { push: (...tasks: Task[]) => tasks.forEach(run) } });
  const isKept = Reflect.defineProperty(window, 'Parley', {
    configurable: true,
    get: () => chat,
    // Pages that swap their contents run the snippet again that came before the tag.
    set(page: PageGlobal | undefined) {
      delete window.Parley;
      window.Parley = page;
      const handle = findChat()?.handle;
      if (handle) publish(handle, version);
    },
  });
  // A variable of the page's takes values alone.
  if (!isKept) window.Parley = chat;
  if (Array.isArray(waiting)) waiting.forEach(run);
}
