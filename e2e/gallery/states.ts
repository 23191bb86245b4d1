// The states of the chat that the gallery shows, each as what a real chat finds stored, how its relay answers, and what
// a person does then. None of them is markup.
import type { ConversationState, Message } from '../../src/conversation/state.ts';
import type { ChatOptions } from '../../src/embed/options.ts';

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
  /** The names of the buttons that a person then presses. */
  presses?: string[];
  /** The text that says that the state is reached; what comes at once needs none. */
  awaited?: RegExp;
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
  unavailable: { refusal: 404, awaited: /Try again|حاول/ },
  empty: {
    stored: (said, now) => ready(now, [agent(said.greeting, { suggestions: said.suggestions })]),
  },
  conversation: { stored: (said, now) => ready(now, talk(said)) },
  pending: { stored: asking({ delivery: 'queued' }), awaited: /Ava is replying|آفا يكتب/ },
  'long-wait': {
    stored: asking({ delivery: 'queued' }),
    isLate: true,
    awaited: /Stop waiting|توقف عن الانتظار/,
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
    presses: ['Menu'],
    awaited: /New conversation|محادثة جديدة/,
  },
  'confirm-delete': {
    stored: (said, now) => ready(now, talk(said)),
    presses: ['Menu', 'Delete conversation'],
    awaited: /cannot be undone/,
  },
};

/** Enough of another language to see that the interface mirrors; languages themselves are not the gallery's duty. */
export const arabic: ChatOptions = {
  locale: 'ar',
  position: 'left',
  title: 'آفا',
  subtitle: 'مساعد آلي',
  disclosure: 'أنت تتحدث مع مساعد يعمل بالذكاء الاصطناعي وقد يخطئ.',
  labels: {
    heroTitle: 'كيف يمكننا المساعدة؟',
    heroText: 'اطرح سؤالا واحصل على إجابة فورا.',
    placeholder: 'رسالة…',
    sending: 'جار الإرسال',
    sent: 'أرسلت',
    notSent: 'لم ترسل.',
    sendAgain: 'أرسل مرة أخرى',
    replying: '{name} يكتب',
    stillWorking: 'ما زلنا نعمل على ذلك…',
    stopWaiting: 'توقف عن الانتظار',
    waiting: { other: 'رسائل كثيرة الآن. سترسل بعد {count} ثانية.' },
    handedOver: 'سننقلك إلى شخص.',
    continueThere: 'تابع هناك',
    retry: 'حاول مرة أخرى',
    delete: 'حذف',
    restart: 'محادثة جديدة',
    offlineNotice: 'أنت غير متصل بالإنترنت. سترسل الرسائل عند عودة الاتصال.',
    errors: {
      unreachable: 'تعذر الوصول إلى المحادثة.',
      timeout: 'لم يصل رد في الوقت المناسب. لم نتمكن من تأكيد وصول الرسالة.',
      unavailable: 'المحادثة غير متاحة الآن.',
      ended: 'انتهت هذه المحادثة.',
      expired: 'انتهت صلاحية هذه المحادثة.',
    },
  },
};
