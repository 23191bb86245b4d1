// Ava of Fern & Field, a small shop for houseplants and garden tools: the demo's agent. Data only.
import type { Persona } from '../persona.ts';
import { careGuide } from './care-guide.ts';
import { createOffers } from './offers.ts';

const site = 'https://fernandfield.example';

const starters = [
  { message_text: 'Delivery options' },
  { message_text: 'Where is my order?' },
  { message_text: 'Plant care guide' },
];

export const shop: Persona = {
  greeting: {
    response: "Hi! 🌿 I'm Ava from Fern &amp; Field.<br><br>Ask me about orders, returns or plant care.",
  },
  topics: [
    {
      words: ['person', 'human', 'someone', 'representative', 'complaint', 'support', 'colleague'],
      saying: {
        response: "Of course. I'll bring in one of my colleagues, they know their plants and your orders.",
        end_conversation: true,
        handoff: { destination: 'support', reason: 'The visitor asked for a person.' },
      },
    },
    {
      words: ['bye', 'goodbye', "that's all", 'that is all'],
      saying: { response: 'Thanks for stopping by. Happy growing! 🌱', end_conversation: true },
    },
    {
      words: ['return', 'returning', 'refund', 'exchange', 'send back'],
      saying: {
        response:
          "No problem. Our return policy is **30 days** with proof of purchase, and that includes plants: if one doesn't settle in, we'll replace it once for free.<br><br>Start at [returns](https://fernandfield.example/returns).",
        response_suggestions: [{ message_text: 'Where is my order?' }, { message_text: 'Talk to a person' }],
      },
    },
    {
      words: ['delivery', 'deliver', 'shipping', 'ship', 'postage'],
      saying: {
        response:
          'We pack every plant by hand, with its pot. You can choose:\n\n- **Standard**: 3–5 working days, £3.95, free over £40\n- **Express**: next working day, £6.95\n- **Click & collect** from our shop in Totnes: free',
        response_suggestions: [
          { message_text: 'Opening hours' },
          { message_text: 'Is there a discount code?' },
        ],
      },
    },
    {
      words: ['order', 'track', 'tracking', 'parcel', 'link', 'website'],
      saying: {
        response: `You can follow every step on [your orders page](${site}/orders). No account? Your order number is enough at ${site}/track`,
      },
    },
    {
      words: ['code', 'discount', 'voucher', 'coupon', 'sale', 'offer'],
      saying: {
        response:
          'There is! `FERN10` takes 10% off your first order. To share the whole basket with a friend, send them this:\n\n```\nfernandfield.example/basket?code=FERN10&pots=2\n```',
      },
    },
    {
      words: ['recommend', 'recommendation', 'suggest', 'gift', 'present', 'beginner'],
      saying: {
        response: 'Three that forgive almost anything:',
        attachments: [
          {
            title: 'Snake plant, £22',
            content_url: `${site}/plants/snake-plant`,
            content_type: 'CONTENT_URL',
            call_to_action_text: 'See the plant',
          },
          {
            title: 'Pothos, £14',
            content_url: `${site}/plants/pothos`,
            content_type: 'CONTENT_URL',
            call_to_action_text: 'See the plant',
          },
          {
            title: 'Trowel and hand fork, £36.50',
            content_url: `${site}/tools/starter-set`,
            content_type: 'CONTENT_URL',
            call_to_action_text: 'See the tools',
          },
        ],
      },
    },
    {
      words: ['phone', 'call', 'ring', 'number', 'hour', 'open', 'opening', 'closing', 'address'],
      saying: {
        response:
          "We're at 14 Leechwell Lane in Totnes, Monday to Friday 9:00–17:30, Saturday 9:00–18:00, Sunday 10:00–16:00, or on [020 7946 0123](tel:+442079460123). There's tea. ☕",
        chat_call_actions: [{ title: 'Call the shop', contact_number: '+442079460123' }],
      },
    },
    {
      words: ['care', 'guide', 'water', 'watering', 'light', 'leaf', 'leaves', 'yellow', 'plant', 'repot'],
      saying: { response: careGuide },
    },
    {
      words: ['tool', 'trowel', 'secateurs', 'spade', 'sharpen'],
      saying: {
        response:
          'Our tools are forged in Sheffield and come with a *ten-year* guarantee. Rinse, dry, and a drop of oil in autumn is all they need. Bring secateurs in and we sharpen them while you wait.',
      },
    },
    {
      words: ['help', 'option', 'menu', 'what can you do', 'hello', 'hi', 'hey'],
      saying: {
        response: 'Hello! Here are a few things people ask me.',
        response_suggestions: starters,
      },
    },
    {
      words: ['thanks', 'thank you', 'cheers'],
      saying: { response: 'My pleasure. Anything else I can dig up for you?' },
    },
    ...createOffers(site),
  ],
  fallback: {
    response:
      "I'm not sure about that one, sorry. You can ask me about **orders**, **delivery**, **returns**, **discounts**, **opening hours** or **plant care**, or I can get you a person.",
    response_suggestions: starters,
  },
  secondTry: { response: 'That went through on the second try. What can I do for you?' },
  slow: { response: 'Thanks for your patience, I was out in the greenhouse. What can I do for you?' },
};
