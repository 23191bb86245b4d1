// From a Reply back to the wire, field by field: what the relay passes on to the browser, and nothing else.
import type { CreateAnswer, RespondAnswer } from './contract.ts';
import type { Created, Reply } from './reply.ts';

/** The answer to respond. `end_conversation` is always there. */
export function toRespondAnswer(reply: Reply): RespondAnswer {
  return {
    response: reply.text,
    end_conversation: reply.ended,
    ...(reply.handoff && { handoff: reply.handoff }),
    ...(reply.suggestions.length > 0 && {
      response_suggestions: reply.suggestions.map((message_text) => ({ message_text })),
    }),
    ...(reply.attachments.length > 0 && {
      attachments: reply.attachments.map(({ title, url, imageUrl, kind, action }) => ({
        title,
        ...(url !== undefined && { content_url: url }),
        ...(imageUrl !== undefined && { preview_image_url: imageUrl }),
        ...(kind !== undefined && { content_type: kind }),
        ...(action !== undefined && { call_to_action_text: action }),
      })),
    }),
    ...(reply.calls.length > 0 && {
      chat_call_actions: reply.calls.map(({ title, number }) => ({ title, contact_number: number })),
    }),
  };
}

/** The answer to create. The end flag is there only where the agent ended at once, as in the seed. */
export function toCreateAnswer({ conversationId, reply }: Created): CreateAnswer {
  const { end_conversation, ...rest } = toRespondAnswer(reply);
  return { conversation_id: conversationId, ...rest, ...(end_conversation && { end_conversation }) };
}
