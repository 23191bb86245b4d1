// Why a call is refused: the statuses and codes of the Chat API. What they look like on the wire is answer.ts's duty.

/** One refusal. */
export interface Fault {
  status: number;
  /** `error_code` of today's body. Codes that PolyAI does not document are in plain capitals. */
  code: string;
  /** `error_message` of both bodies. */
  message: string;
  headers?: Record<string, string>;
}

export const notFound: Fault = { status: 404, code: 'NOT_FOUND', message: 'No such path' };

export const methodNotAllowed: Fault = {
  status: 405,
  code: 'METHOD_NOT_ALLOWED',
  message: 'Only POST is allowed here',
  headers: { Allow: 'POST' },
};

export const unsupportedMediaType: Fault = {
  status: 415,
  code: 'UNSUPPORTED_MEDIA_TYPE',
  message: 'Content-Type must be application/json',
};

export const internalError: Fault = { status: 500, code: 'INTERNAL', message: 'Something broke' };

export const overloaded: Fault = { status: 503, code: 'UNAVAILABLE', message: 'Try again later' };

export const unauthorized = (header: string): Fault => ({
  status: 401,
  code: 'UNAUTHORIZED',
  message: `${header} is missing or wrong`,
});

export const accountNotFound: Fault = {
  status: 404,
  code: 'ACCOUNT_NOT_FOUND',
  message: 'Account not found',
};

export const projectNotFound: Fault = {
  status: 404,
  code: 'PROJECT_NOT_FOUND',
  message: 'Project not found',
};

export const schemaFailed = (reason: string): Fault => ({
  status: 400,
  code: 'SCHEMA_VALIDATION_FAILED',
  message: reason,
});

export const tooMany = (retryAfterSeconds: number): Fault => ({
  status: 429,
  code: 'RATE_LIMITED',
  message: 'Too many requests',
  headers: { 'Retry-After': String(retryAfterSeconds) },
});

// These name the id on purpose: a relay that passes upstream texts on gives itself away.
export const conversationNotFound = (id: string): Fault => ({
  status: 404,
  code: 'CONVERSATIONS_NOT_FOUND',
  message: `Conversation ${id} not found`,
});

export const conversationExpired = (id: string): Fault => ({
  status: 400,
  code: 'CHAT_TIMEOUT',
  message: `Conversation ${id} has timed out`,
});

export const conversationEnded = (id: string): Fault => ({
  status: 410,
  code: 'ChatConversationEnded',
  message: `Conversation ${id} has ended`,
});
