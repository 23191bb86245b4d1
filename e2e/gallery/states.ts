// The states of the chat that the gallery shows, each as what a real chat finds stored, how its relay answers, and what
// a person does then. None of them is markup.
import type { ConversationState, Message } from '../../src/conversation/state.ts';
import type { ChatOptions } from '../../src/embed/options.ts';
import type { Locale } from '../../src/widget/labels.ts';

export interface GalleryState {
  options?: ChatOptions;
  /** What the chat finds in storage; nothing unless told. */
  stored?: (words: Words, now: number) => Partial<ConversationState>;
  /** The status with which the relay refuses; unless told it never answers. */
  refusal?: number;
  isClosed?: true;
  isOffline?: true;
  /** Waits of ten and thirty seconds pass at once. */
  isLate?: true;
  /** The labels of the buttons that a person then presses. */
  presses?: (keyof Locale)[];
  /** The label of a text that says that the state is reached; what comes at once needs none. */
  awaited?: keyof Locale;
}

/** What is said, by language: the direction of a text is its own. */
export const words = {
  ltr: {
    greeting: 'Hi, how can I help you today?',
    question: 'What’s your return policy?',
    more: 'I bought it 3 weeks ago',
    policy: 'Our return policy is **30 days** with proof of purchase.',
    answer:
      'You’re inside that window. Start at [your returns](https://example.com/returns) and keep the receipt.',
    other: 'Can I drop it off in store?',
    suggestions: ['Track my order', 'Return policy', 'Talk to a person'],
    goodbye: 'Thanks for stopping by!',
  },
  rtl: {
    greeting: 'مرحبا، كيف يمكنني مساعدتك اليوم؟',
    question: 'What’s your return policy?',
    more: 'اشتريته قبل ثلاثة أسابيع',
    policy: 'سياسة الإرجاع لدينا **30 يوما** مع إثبات الشراء.',
    answer: 'ابدأ من [صفحة الإرجاع](https://example.com/returns) واحتفظ بالإيصال.',
    other: 'هل يمكنني إعادته إلى المتجر؟',
    suggestions: ['تتبع طلبي', 'سياسة الإرجاع', 'التحدث إلى شخص'],
    goodbye: 'شكرا لزيارتك!',
  },
};
export type Words = (typeof words)['ltr'];

type Line = Partial<Message> & { text: string; author: 'agent' | 'visitor'; minutesAgo?: number };

function ready(now: number, lines: readonly Line[], rest: Partial<ConversationState> = {}) {
  const messages = lines.map(({ minutesAgo = 2, ...line }, index) => ({
    id: `m${index}`,
    order: index + 1,
    at: now - minutesAgo * 60_000,
    changed: now,
    ...(line.author === 'agent'
      ? { suggestions: [], attachments: [], calls: [] }
      : { delivery: 'sent', key: `00000000-0000-4000-8000-00000000000${index}`, tries: 1 }),
    ...line,
  })) as Message[];
  return {
    run: 1,
    stage: 'ready' as const,
    conversationId: 'WEBCHAT_gallery',
    changed: now,
    messages,
    seen: messages.length,
    ...rest,
  };
}

const agent = (text: string, rest: Partial<Line> = {}): Line => ({ author: 'agent', text, ...rest });
const visitor = (text: string, rest: Partial<Line> = {}): Line => ({ author: 'visitor', text, ...rest });

const talk = ({ greeting, question, more, policy, answer }: Words): Line[] => [
  agent(greeting, { minutesAgo: 5 }),
  visitor(question, { minutesAgo: 4 }),
  visitor(more, { minutesAgo: 4 }),
  agent(policy, { minutesAgo: 3 }),
  agent(answer, { minutesAgo: 3 }),
];

/** A talk whose newest message has not been answered. */
const asking = (rest: Partial<Message>) => (said: Words, now: number) =>
  ready(now, [...talk(said), visitor(said.other, { minutesAgo: 0, ...rest })]);

const over = (rest: Partial<ConversationState>) => (said: Words, now: number) =>
  ready(now, [...talk(said), agent(said.goodbye, { minutesAgo: 1 })], rest);

export const states: Record<string, GalleryState> = {
  closed: { isClosed: true },
  unread: { isClosed: true, stored: (said, now) => ready(now, talk(said), { seen: 1 }) },
  opening: {},
  unavailable: { refusal: 404, awaited: 'retry' },
  empty: {
    stored: (said, now) => ready(now, [agent(said.greeting, { suggestions: said.suggestions })]),
  },
  conversation: { stored: (said, now) => ready(now, talk(said)) },
  pending: { stored: asking({ delivery: 'queued' }), awaited: 'replying' },
  'long-wait': {
    stored: asking({ delivery: 'queued' }),
    isLate: true,
    awaited: 'stopWaiting',
  },
  failed: { stored: asking({ delivery: 'failed', failure: { code: 'unreachable' } }) },
  unconfirmed: { stored: asking({ delivery: 'unconfirmed', failure: { code: 'timeout' } }) },
  'rate-limited': {
    stored: (said, now) => asking({ delivery: 'queued', retryAt: now + 20_000 })(said, now),
  },
  offline: { stored: asking({ delivery: 'queued' }), isOffline: true },
  ended: { stored: over({ stage: 'ended' }) },
  'handed-over': {
    stored: over({ stage: 'ended', handoff: { destination: 'support' } }),
    options: { handoff: { support: 'https://example.com/people' } },
  },
  expired: { stored: over({ stage: 'expired' }) },
  menu: {
    stored: (said, now) => ready(now, talk(said)),
    options: { fallback: 'tel:+15550100', privacy: 'https://example.com/privacy' },
    presses: ['menu'],
    awaited: 'restart',
  },
  'confirm-delete': {
    stored: (said, now) => ready(now, talk(said)),
    presses: ['menu', 'deleteConversation'],
    awaited: 'deleteQuestion',
  },
  consent: {
    options: { consent: { links: { 'example.com/terms': 'https://example.com/terms' } } },
    awaited: 'agree',
  },
  'consent-line': { options: { consent: 'until-first-message' }, awaited: 'consentNotice' },
  'rich-text': { stored: (said, now) => ready(now, [visitor(said.question), agent(rich)]) },
  'long-title': {
    stored: (said, now) => ready(now, talk(said)),
    options: {
      title: 'The department of plant health and customer happiness, north of the river',
      subtitle: 'Automated assistant of Fern and Field and all of its gardens',
    },
  },
  teaser: {
    isClosed: true,
    options: { teaser: { text: 'Questions about your order? Ask away.', delay: 0 } },
  },
  cards: {
    stored: (said, now) =>
      ready(now, [
        ...talk(said),
        agent(said.answer, {
          attachments: [
            { title: 'Snake plant', url: 'https://example.com/snake' },
            { title: 'Pothos', url: 'https://example.com/pothos', action: said.question },
          ],
          calls: [{ title: '+44 20 7946 0123', number: '+44 20 7946 0123' }],
        }),
      ]),
    awaited: 'openLink',
  },
};

/** What an agent's marks come to: each of them, and what is too wide for the bubble. */
export const rich = `Plants for **low light**, _by size_:

| Plant | Height | Water | Price |
|--|--|--|--|
| Snake plant | 90 cm | every 3 weeks | £15 |
| Pothos | 30 cm | every week | ~~£12~~ £9 |

1. Pick one
   - at home, or
   - [in store](https://example.com/stores)
2. Say \`FERN10\` at the till

> Free delivery from £40.

---

\`\`\`
GET https://example.com/orders/4711?fields=status,parcel
\`\`\``;

/** The gallery's right-to-left language. */
export const arabic: ChatOptions = { locale: 'ar', position: 'left', title: 'آفا' };
