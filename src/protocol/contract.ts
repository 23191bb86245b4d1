// The Chat API on the wire: the shapes of its two operations, as the seed and PolyAI's public docs give them.
// Types only; the readers beside this file turn what really arrives into what the rest of the project uses.

/** The two operations of the Chat API. Source: seed, "Endpoint format". */
export type Operation = 'create' | 'respond';

/** Body of `POST …/chat/create`. Every field is required, even when empty. Source: seed, "Notes". */
export interface CreateRequest {
  /** A UUID, new for every conversation. */
  user_id: string;
  /** Usually `""`: today's API no longer answers a first message sent inside create. */
  message: string;
  /** Facts for the agent, or `{}`. */
  metadata: Record<string, unknown>;
}

/** Body of `POST …/chat/respond`. Every field is required. Source: seed, "Notes". */
export interface RespondRequest {
  /** The id that create returned: an opaque string. */
  conversation_id: string;
  message: string;
}

/** Where a conversation is handed over. Neither field is meant for the visitor's eyes. */
export interface Handoff {
  destination?: string;
  reason?: string;
}

/** What both answers may carry besides their text. Unknown fields are ignored. */
export interface AnswerExtras {
  /** The assistant has concluded the session; absent means false. Source: seed, "Notes". */
  end_conversation?: boolean;
  /** Over REST a handoff also ends the conversation. Source: PolyAI docs, `respond`. */
  handoff?: Handoff;
  /** Quick replies. Not in the REST schema; accepted if they come. */
  response_suggestions?: { message_text: string }[];
  /** Cards. Not in the REST schema; accepted if they come. */
  attachments?: {
    title?: string;
    preview_image_url?: string;
    content_url?: string;
    content_type?: string;
    call_to_action_text?: string;
  }[];
  /** Telephone buttons. Not in the REST schema; accepted if they come. */
  chat_call_actions?: { title?: string; contact_number: string }[];
}

/** Success of create: status 201 in the seed's era, 200 today. */
export interface CreateAnswer extends AnswerExtras {
  conversation_id: string;
  /** The agent's greeting: Markdown mixed with literal HTML; may be empty. */
  response: string;
}

/** Success of respond: status 200. */
export interface RespondAnswer extends AnswerExtras {
  /** The agent's reply: Markdown mixed with literal HTML; may be empty (with a handoff, say). */
  response: string;
  /** Today's API repeats the id; nobody should rely on it. */
  conversation_id?: string;
}

/** Error body of the seed's era. */
export interface OldErrorBody {
  error_message: string;
}

/** Error body of today. `error_id` equals the header `X-PolyAI-Correlation-Id`. Source: PolyAI docs, "Errors". */
export interface ErrorBody {
  success: false;
  error: string;
  error_id: string;
  error_code: string;
  error_message: string;
  data: null;
}

/** Error body of the relay: RFC 9457, media type `application/problem+json`. */
export interface ProblemBody {
  type: string;
  title: string;
  status: number;
  code: string;
  /**
   * True where the same request, its key included, may be sent again: nothing reached the agent, or (`in_progress`) it
   * is still on its way.
   */
  retryable: boolean;
  retry_after_ms?: number;
  request_id: string;
  errors?: { pointer: string; reason: string }[];
}
