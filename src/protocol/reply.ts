// What an agent said, as the rest of the project sees it: camelCase, every list present, the end flag settled.
import type { Handoff } from './contract.ts';

/** A titled link to a page or a picture: there is at least one address, and all are `http:` or `https:`. */
export interface Attachment {
  title: string;
  url?: string;
  imageUrl?: string;
  /** The API's own kind, such as `…_URL` or `…_IMAGE`. */
  kind?: string;
  action?: string;
}

/** A telephone number to offer. */
export interface CallAction {
  title: string;
  number: string;
}

/** One answer of the agent: a greeting or a reply. */
export interface Reply {
  /** Markdown mixed with literal HTML; blank means that there is nothing to show. */
  text: string;
  /** The agent has concluded the conversation. */
  ended: boolean;
  handoff?: Handoff;
  suggestions: string[];
  attachments: Attachment[];
  calls: CallAction[];
  /** Only where an answer to respond repeats the conversation's id, as today's API does. */
  conversationId?: string;
}

/** The answer to create: the conversation's id and the greeting. */
export interface Created {
  conversationId: string;
  reply: Reply;
}
