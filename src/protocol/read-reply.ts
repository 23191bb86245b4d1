// From what an answer of the Chat API holds to a Reply. Tolerant of everything but the two fields nobody can do without.
import type { Handoff } from './contract.ts';
import type { Attachment, Created, Reply } from './reply.ts';
import { type Fields, present, readFields, readList, readText } from './shape.ts';

/** The reply inside an answer to respond, or undefined where it has no `response` text. */
export function readReply(answer: unknown): Reply | undefined {
  const fields = readFields(answer);
  const text = readText(fields['response']);
  if (text === undefined) return undefined;
  const handoff = readHandoff(fields['handoff']);
  return {
    text,
    // Three spellings in PolyAI's products; a handoff over REST ends the conversation too.
    ended:
      !!handoff ||
      [fields['end_conversation'], fields['conversation_ended'], fields['conversationEnded']].includes(true),
    suggestions: readList(
      fields['response_suggestions'],
      (item) => readText(item['message_text']) || undefined,
    ),
    attachments: readList(fields['attachments'], readAttachment),
    calls: readList(fields['chat_call_actions'], (item) => {
      const number = readText(item['contact_number']);
      return number ? { number, title: readText(item['title']) || number } : undefined;
    }),
    ...present<Pick<Reply, 'handoff' | 'conversationId'>>({
      handoff,
      conversationId: readText(fields['conversation_id']),
    }),
  };
}

/** Id and greeting inside an answer to create, or undefined where either is missing. */
export function readCreated(answer: unknown): Created | undefined {
  const { conversationId, ...reply }: Partial<Reply> = readReply(answer) ?? {};
  return conversationId ? { conversationId, reply: reply as Reply } : undefined;
}

function readHandoff(value: unknown): Handoff | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const fields = readFields(value);
  return present<Handoff>({
    destination: readText(fields['destination']),
    reason: readText(fields['reason']),
  });
}

/** Where it is the address of a page or a picture; no other is followed or shown. */
function readAddress(value: unknown): string | undefined {
  const address = readText(value);
  return /^https?:\/\//i.test(address ?? '') ? address : undefined;
}

function readAttachment(item: Fields): Attachment | undefined {
  const url = readAddress(item['content_url']);
  const imageUrl = readAddress(item['preview_image_url']);
  const address = url ?? imageUrl;
  if (!address) return undefined;
  return present<Attachment>({
    title: readText(item['title']) || address,
    url,
    imageUrl,
    kind: readText(item['content_type']),
    action: readText(item['call_to_action_text']),
  });
}
