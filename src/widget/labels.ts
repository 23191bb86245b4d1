// Every word that the widget shows or speaks, in English. Other languages (`locales/`) have the same keys.
// `{…}` is filled in when shown; a label with plural forms is an object keyed by CLDR category.
import type { ErrorCode } from '../protocol/chat-error.ts';

export type Plural = { other: string } & Partial<Record<'zero' | 'one' | 'two' | 'few' | 'many', string>>;

export const english = {
  /** Where these words begin. */
  direction: 'ltr' as 'ltr' | 'rtl',
  title: 'Chat',
  openChat: 'Open chat',
  openChatUnread: {
    one: 'Open chat, {count} unread message',
    other: 'Open chat, {count} unread messages',
  } as Plural,
  closeChat: 'Close chat',
  close: 'Close',
  menu: 'Menu',
  ai: 'AI',
  subtitle: 'Automated assistant',
  heroTitle: 'How can we help?',
  heroText: 'Ask a question and get an answer right away.',
  disclosure: 'You’re chatting with an AI assistant. It can make mistakes.',
  conversation: 'Conversation',
  showEarlier: 'Show earlier messages',
  unread: 'New',
  newMessages: { one: '{count} new message', other: '{count} new messages' } as Plural,
  suggestions: 'Suggestions',
  input: 'Message',
  placeholder: 'Message…',
  send: 'Send',
  youSaid: 'You said:',
  agentSaid: '{name} said:',
  agentSays: '{name} says: {text}',
  newMessage: 'New message from {name}',
  replying: '{name} is replying',
  stillWorking: 'Still working on it…',
  stopWaiting: 'Stop waiting',
  sending: 'Sending',
  sent: 'Sent',
  retry: 'Try again',
  sendAgain: 'Send again',
  delete: 'Delete',
  offlineNotice: 'You’re offline. Messages will send when you reconnect.',
  backOnline: 'Back online',
  handedOver: 'You’re being passed on to a person.',
  continueThere: 'Continue there',
  contactUs: 'Contact us',
  callUs: 'Call us',
  emailUs: 'Email us',
  requestCallback: 'Request a callback',
  restart: 'New conversation',
  notSent: 'Not sent.',
  errors: {
    offline: 'You’re offline.',
    timeout: 'No answer came in time. We could not confirm that this was delivered.',
    unreachable: 'We could not reach the chat.',
    rate_limited: 'Too many messages: wait a moment and try again.',
    unconfirmed: 'We could not confirm that this was delivered.',
    expired: 'This conversation has expired.',
    ended: 'This conversation has ended.',
    rejected: 'The agent could not take this message.',
    too_long: 'This message is too long.',
    unavailable: 'The chat is not available right now.',
  } satisfies Record<ErrorCode, string> as Record<ErrorCode, string>,
};

/** The words of what comes beside the bundle (`src/embed/extras.ts`), and only with it. */
export const extraEnglish = {
  cancel: 'Cancel',
  deleteConversation: 'Delete conversation',
  deleteQuestion: 'Delete this conversation? This cannot be undone.',
  deleted: 'Conversation deleted',
  copyTranscript: 'Copy transcript',
  copied: 'Transcript copied',
  notCopied: 'The transcript could not be copied',
  downloadText: 'Download as text',
  downloadData: 'Download as JSON',
  print: 'Print',
  privacy: 'Privacy',
  you: 'You',
  consentQuestion: 'What you write here is processed to answer you. Do you agree?',
  consentNotice: 'By sending a message you agree that it is processed to answer you.',
  agree: 'Agree',
  decline: 'Decline',
  declined: 'Nothing was sent. You can still agree.',
  dismiss: 'Dismiss',
  call: 'Call {number}',
  openLink: 'Open',
  tooMany: 'Too many messages just now.',
  waiting: { one: 'Sending in {count} second.', other: 'Sending in {count} seconds.' } as Plural,
  count: '{count} of {max} characters',
  opensNewTab: 'opens in a new tab',
  longMessage: {
    other: 'Long message, {count} words; read it in the conversation.',
  } as Plural,
};

/** What the widget itself needs to say. */
export type Labels = typeof english;
/** All words of a language. */
export type Locale = Labels & typeof extraEnglish;

/** The words of the extras with the others': in English, where the language or the owner has none. */
export function addExtraLabels(labels: Labels): Locale {
  return { ...extraEnglish, ...labels };
}

/** The text with its `{…}` filled in. */
export function fill(text: string, values: Record<string, string | number>): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}

/** The plural form that the language wants for this count, filled in with it in the language's numerals. */
export function pluralize(forms: Plural, count: number, locale: string): string {
  const form = forms[new Intl.PluralRules(locale).select(count)] ?? forms.other;
  return fill(form, { count: count.toLocaleString(locale) });
}
