// A conversation before it is created: what of the page's words goes to the agent, and what the site's own server adds.
import type { DeliveryTrace } from './deliver.ts';
import type { ApplyIdentity } from './identity.ts';
import { ProblemError } from './problem.ts';
import { readSiteMetadata } from './read-request.ts';
import { type SetTimer, within } from './timer.ts';

/** What is about to be sent to the agent. */
export interface CreateDraft {
  userId: string;
  message: string;
  /** Untrusted, but for `identity_verified` and what a verified visitor's token claims. */
  metadata: Record<string, unknown>;
}

/**
 * Has the last word on a conversation that is about to be created. Gives the draft as it shall be, a refusal, or nothing to
 * leave it as it is. The request's body has been read; its headers are there.
 */
export type OnCreate = (request: Request, draft: CreateDraft) => Promise<OnCreateResult> | OnCreateResult;

export type OnCreateResult =
  | Partial<Pick<CreateDraft, 'metadata'>>
  | { refusal: 'challenge_required' }
  | undefined;

export interface DraftOptions {
  /** Names at the top of the page's metadata that go to the agent. */
  metadataKeys?: readonly string[];
  applyIdentity?: ApplyIdentity;
  onCreate?: OnCreate;
  setTimer: SetTimer;
  warn: (line: string) => void;
}

/** Longer than this nobody is kept from a conversation by what only adds to it. */
const longestHookMs = 4000;
/** Who the visitor is says a signed token, or the site's own server, and no page. */
const reserved: readonly string[] = ['sub', 'identity_verified'];

/** @throws ProblemError `identity_invalid` or `challenge_required` */
export type FinishDraft = (
  request: Request,
  draft: CreateDraft,
  trace: DeliveryTrace,
) => Promise<CreateDraft>;

export function createFinishDraft(options: DraftOptions): FinishDraft {
  const { metadataKeys, applyIdentity, onCreate, setTimer, warn } = options;
  let isTold = false;

  /** A hook that fails, or gives what cannot be sent, adds nothing: no visitor goes without a conversation for that. */
  async function ask(request: Request, draft: CreateDraft): Promise<CreateDraft> {
    if (!onCreate) return draft;
    const copy = { ...draft, metadata: structuredClone(draft.metadata) };
    const asked = Promise.resolve().then(() => onCreate(request, copy));
    const result: unknown = await within(setTimer, longestHookMs, asked, null).catch(() => null);
    if (result === undefined) return draft;
    const given: object = typeof result === 'object' && result !== null ? result : {};
    if ('refusal' in given) throw new ProblemError('challenge_required');
    const metadata = 'metadata' in given ? readSiteMetadata(given.metadata) : undefined;
    if (metadata) return { ...draft, metadata };
    if (!isTold)
      warn('onCreate failed, took too long or gave no metadata that can be sent: it went on without.');
    isTold = true;
    return draft;
  }

  return async (request, draft, trace) => {
    const mayGive = (name: string) => !reserved.includes(name) && (metadataKeys?.includes(name) ?? true);
    const kept = Object.entries(draft.metadata).filter(([name]) => mayGive(name));
    const dropped = Object.keys(draft.metadata).length - kept.length;
    if (dropped > 0) trace.droppedKeys = dropped;
    const metadata = Object.fromEntries(kept);
    const known = applyIdentity ? await applyIdentity(metadata, request.headers, warn) : metadata;
    return ask(request, { ...draft, metadata: known });
  };
}
