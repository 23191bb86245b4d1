// The script tag: reads its own `data-*` and what the page left in `window.Parley`, mounts once, never throws into the page.
import { readAttributes, reportNearMisses } from './attributes.ts';
import { setFolder } from './beside-tag.ts';
import { type ChatElement, defineChatElement } from './chat-element.ts';
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
const publicCopies = /^\w+:\/\/[^/]*(unpkg|jsdelivr|esm\.sh|skypack|cdnjs)/;

declare global {
  interface Window {
    Parley?: PageGlobal;
  }
}

/** Runs when the bundle is evaluated. A second inclusion does nothing. */
export function runScriptTag(version: string): void {
  if (window.Parley?.version) return;
  (window.Parley ??= {}).version = version;
  const script = findScript();
  const folder = findFolder(script);
  setFolder(folder);
  const relay = folder && !publicCopies.test(folder) ? folder : undefined;
  const defaults = relay ? { relay } : {};
  defineChatElement(defaults);
  whenReady(() => {
    const placed: Partial<ChatElement> | null = document.querySelector('parley-chat');
    const isAlone = !placed && script?.getAttribute('data-mount') !== 'none';
    reportMistakes(() => {
      // What the page wrote is read now and not before: it may have written it since.
      const tag = script && readAttributes(script, 'data-');
      if (script) reportNearMisses(script);
      const chat = isAlone ? createChat({ ...defaults, ...window.Parley?.options, ...tag }) : placed?.handle;
      if (chat) publish(chat, version);
    });
  });
}

/** Module scripts and some loaders leave `currentScript` empty: then the tag is known by its file. */
function findScript(): Element | null {
  return (
    document.currentScript ?? document.querySelector('script[src*="/parley.js"],script[src*="/parley@"]')
  );
}

/** The folder the script came from: there is its relay too, unless that is a public copy of the package. */
function findFolder(script: Element | null): string | undefined {
  const source = script instanceof HTMLScriptElement ? script.src : '';
  return /^https?:/.test(source) ? new URL('.', source).href : undefined;
}

function whenReady(start: () => void): void {
  if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', start, { once: true });
  else start();
}

/** Makes the handle the page's `Parley`, and runs what the page had queued, in order. */
function publish(chat: ChatHandle, version: string): void {
  const run = (task: Task) => reportMistakes(() => task(chat));
  const waiting = window.Parley?.queue;
  window.Parley = Object.assign(chat, { version, queue: { push: (...tasks: Task[]) => tasks.forEach(run) } });
  if (Array.isArray(waiting)) waiting.forEach(run);
}
