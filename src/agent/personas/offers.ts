// All that an answer may bring besides its words, each to be had by a word: what every persona knows.
import type { Topic } from '../persona.ts';

/** What no widget knows, and each leaves alone. */
const unknownKind = { carousel: [{ slide: 'Spring' }, { slide: 'Summer' }] };

/** @param site where the cards lead, without a slash at its end */
export function createOffers(site: string): Topic[] {
  const handOver = (words: string[], destination: string, response: string): Topic => ({
    words,
    saying: {
      response,
      end_conversation: true,
      handoff: { destination, reason: `The visitor asked for ${destination}.` },
    },
  });
  return [
    {
      words: ['suggestion'],
      saying: {
        response: 'Here are a few things people ask me.',
        response_suggestions: [
          { message_text: "What's your return policy?" },
          { message_text: 'What are the delivery options?' },
          { message_text: 'Can I talk to a person?' },
        ],
      },
    },
    {
      words: ['card'],
      saying: {
        response: 'Two pages that may help:',
        attachments: [
          { title: 'Returns', content_url: `${site}/returns`, content_type: 'CONTENT_URL' },
          {
            title: 'Delivery',
            content_url: `${site}/delivery`,
            content_type: 'CONTENT_URL',
            call_to_action_text: 'See the prices',
          },
        ],
      },
    },
    {
      words: ['picture', 'photo'],
      saying: {
        response: 'This is our shop:',
        attachments: [
          {
            title: 'Our shop',
            preview_image_url: `${site}/pictures/shop.jpg`,
            content_url: `${site}/visit`,
            content_type: 'CONTENT_URL',
            call_to_action_text: 'Visit us',
          },
          {
            title: 'Our window',
            preview_image_url: `${site}/pictures/window.jpg`,
            content_type: 'CONTENT_IMAGE',
          },
        ],
      },
    },
    {
      words: ['call button'],
      saying: {
        response: 'Call us, or ring the workshop:',
        chat_call_actions: [
          { title: 'Call the shop', contact_number: '+442079460123' },
          { contact_number: '+44 20 7946 0124' },
        ],
      },
    },
    handOver(['hotline'], 'hotline', 'My colleagues at the telephone know more.'),
    handOver(['mail', 'email'], 'mail', 'My colleagues answer by mail.'),
    handOver(['callback'], 'callback', 'My colleagues will call you back.'),
    {
      words: ['carousel'],
      saying: { response: 'Not everybody can see what I have brought.', ...unknownKind },
    },
  ];
}
