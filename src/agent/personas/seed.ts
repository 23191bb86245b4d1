// The seed's own agent: its two sentences word for word, and short answers of every kind that a reply can be. Data only.
import type { Persona } from '../persona.ts';
import { createOffers } from './offers.ts';

const suggestions = [
  { message_text: "What's your return policy?" },
  { message_text: 'What are the delivery options?' },
  { message_text: 'Can I talk to a person?' },
];

export const seed: Persona = {
  greeting: { response: 'Hi, how can I help you today?' },
  topics: [
    {
      words: ['person', 'human', 'someone', 'representative', 'complaint', 'support'],
      saying: {
        response: "Of course. I'll pass you on to my colleagues in support.",
        end_conversation: true,
        handoff: { destination: 'support', reason: 'The visitor asked for a person.' },
      },
    },
    {
      words: ['bye', 'goodbye', "that's all", 'that is all'],
      saying: { response: 'Thanks for getting in touch. Goodbye!', end_conversation: true },
    },
    {
      words: ['return', 'returning', 'refund'],
      saying: { response: 'Our return policy is 30 days with proof of purchase.' },
    },
    {
      words: ['delivery', 'deliver', 'shipping', 'ship'],
      saying: {
        response:
          'You can choose between:\n\n- **Standard**: 3 to 5 working days, free over $50\n- **Express**: next working day, $9\n- **Collect in store**: ready in two hours, free',
        response_suggestions: [
          { message_text: 'Where is my order?' },
          { message_text: "What's your return policy?" },
        ],
      },
    },
    {
      words: ['order', 'track', 'tracking', 'parcel', 'link', 'website'],
      saying: {
        response:
          'You can follow it on [your orders page](https://shop.example/orders). If the link in your email no longer works, start at https://shop.example/track instead.',
      },
    },
    {
      words: ['code', 'discount', 'voucher', 'coupon'],
      saying: {
        response:
          'Use `WELCOME10` for 10% off your first order. Type it into the box at checkout:\n\n```\nWELCOME10\n```',
      },
    },
    {
      words: ['guide', 'care', 'long', 'warranty', 'everything'],
      saying: {
        response: [
          '## Our promise, in full',
          'Everything we sell is covered from the day it reaches you. Here is what that means.',
          '### What is covered',
          '- Faults in material or workmanship, for **two years**\n- Damage on the way to you, if you tell us within 14 days\n- Missing parts, at any time',
          '### What is not',
          'Ordinary wear, accidents at home, and repairs by somebody else. If you are unsure, ask: we would rather look at it than guess.',
          '### How to claim',
          '1. Find your proof of purchase.\n2. Take a photo of the fault.\n3. Send both through [the claims form](https://shop.example/claims).',
          'We answer within two working days. If we cannot repair it, we replace it, and if we cannot replace it, you get your money back.',
        ].join('\n\n'),
      },
    },
    {
      words: ['help', 'option', 'menu', 'what can you do', 'hello', 'hi', 'hey'],
      saying: {
        response: 'Happy to help. Pick one, or ask in your own words.',
        response_suggestions: suggestions,
      },
    },
    {
      words: ['thanks', 'thank you', 'cheers'],
      saying: { response: "You're welcome. Is there anything else?" },
    },
    ...createOffers('https://shop.example'),
  ],
  fallback: {
    response:
      "Sorry, I don't have an answer to that. You can ask me about returns, delivery, your order, discount codes or our warranty, or ask for a person.",
    response_suggestions: suggestions,
  },
  secondTry: { response: 'That went through on the second try. How can I help?' },
  slow: { response: 'Thanks for waiting, that took me a while. How can I help?' },
};
