// Node's own fetch, with a limit for connecting: it would wait ten seconds for an agent that is not there.

/** Where Node keeps the agent of its fetch, by the name that undici, its author, shares it under. */
const name = Symbol.for('undici.globalDispatcher.1');

/** A fetch that gives up connecting, TLS included, after about `connectTimeoutMs`, to the second. */
export function createNodeFetch(
  connectTimeoutMs: number,
): (url: string, init: RequestInit) => Promise<Response> {
  // Node makes it no sooner than one of fetch's own classes is used.
  void new Response();
  const agent: unknown = Reflect.get(global, name);
  // A Node that keeps it elsewhere connects with its own patience.
  if (typeof agent !== 'object' || agent === null) return (url, init) => fetch(url, init);
  // Of the same kind: one that goes by the environment's proxy stays one.
  const mine = {
    dispatcher: Reflect.construct(agent.constructor, [{ connect: { timeout: connectTimeoutMs } }]),
  };
  return (url, init) => fetch(url, { ...init, ...mine });
}
