// The relay: keeps the keys, guards the door, and passes the contract's two operations on. Request in, Response out.
import { type Context, Hono } from 'hono';
import { addApiHeaders, addCorsHeaders, addLimitHeaders, toPreflightAnswer } from './answer-headers.ts';
import { createClientAddresses } from './client-address.ts';
import { isWidgetPath, siteHeaders, toFileAnswer, toWidgetHeaders } from './file-answer.ts';
import { createFloodGate, type FloodGate } from './flood-gate.ts';
import type { LimitTrace } from './limits.ts';
import { createLogAddress } from './log-address.ts';
import { type LogEntry, type RouteName, toLogLevel } from './log-entry.ts';
import { tellMishap } from './mishap.ts';
import { ProblemError, toProblem } from './problem.ts';
import type { Observe } from './relay-event.ts';
import { type RelayOptions, type ResolvedOptions, resolveOptions } from './relay-options.ts';
import { createTurns, type Turns } from './turn.ts';
import type { ResolvedAgent } from './agent-options.ts';

/** A relay. It can be served as it is, or mounted in any application that speaks `Request` and `Response`. */
export interface Relay {
  /**
   * Answers one request; it never rejects.
   *
   * @param env what the platform hands over beside the request. Node's servers (`incoming`, as Hono's adapter passes it on)
   *   and Deno's tell in it who is at the connection's other end, which limits go by
   */
  fetch(request: Request, env?: unknown): Promise<Response>;
  /** Begins no more turns, and resolves when those under way are over. Requests are still answered. */
  close(): Promise<void>;
}

/** What is known about one request while it is being answered. */
interface Exchange extends LimitTrace {
  route: RouteName;
  /** The agent that is meant, by the path. */
  agent?: ResolvedAgent;
}

/** An agent, and what takes turns with it. */
interface ServedAgent {
  agent: ResolvedAgent;
  turns: Turns;
}

/**
 * Makes a relay.
 *
 * @throws TypeError naming the option that cannot be worked with
 * @example
 * const relay = createRelay({ upstream: polyai(account), secrets: '1:…', allowedOrigins: ['https://shop.example'] });
 * export default { fetch: relay.fetch };
 */
export function createRelay(options: RelayOptions): Relay {
  const settings = resolveOptions(options);
  const { now, log, store } = settings;
  const served = settings.agents.map((agent) => {
    const { alias } = agent;
    const warn = alias === undefined ? settings.warn : (line: string) => settings.warn(`${alias}: ${line}`);
    const observe: Observe =
      alias === undefined ? settings.observe : (event) => settings.observe({ ...event, agent: alias });
    return { agent, turns: createTurns({ ...settings, ...agent, warn, observe }) };
  });
  const addresses = createClientAddresses(settings);
  const toLogged = createLogAddress(settings.logAddress, settings.secrets);
  const routes = createRoutes(settings, served, createFloodGate(settings));

  function finish(request: Request, answer: Response, exchange: Exchange, startedAt: number): Response {
    const { route, agent, code, limit, requestId, conversation } = exchange;
    const { upstreamMs, attempts, replayed, droppedKeys } = exchange;
    if (route === 'file') return answer;
    const origin = request.headers.get('origin');
    // Nothing secret stands in a refusal, and a page that cannot read it would only see "Failed to fetch".
    const rules = agent ? [agent] : settings.agents;
    const mayRead =
      rules.some(({ isAllowed }) => isAllowed(origin)) ||
      route === 'preflight' ||
      code === 'origin_not_allowed';
    addCorsHeaders(answer.headers, origin, mayRead);
    addApiHeaders(answer.headers, requestId, store.now());
    addLimitHeaders(answer.headers, exchange);
    // On every answer, whatever it is: by this header a client learns that keys are kept here.
    if (route === 'create' || route === 'respond')
      answer.headers.set('Idempotency-Replayed', String(replayed ?? false));
    if (route !== 'health') {
      const address = toLogged(exchange.address);
      report({
        time: new Date(now()).toISOString(),
        level: toLogLevel(answer.status, code),
        event: 'request',
        request_id: requestId,
        route,
        ...(agent?.alias !== undefined && { agent: agent.alias }),
        status: answer.status,
        ...(address && { address }),
        ...(code && { code }),
        ...(limit && { limit }),
        ...(conversation && { conversation }),
        ms: Math.round(now() - startedAt),
        ...(upstreamMs !== undefined && { upstream_ms: Math.round(upstreamMs) }),
        ...(attempts !== undefined && { attempts }),
        ...(replayed !== undefined && { replayed }),
        ...(droppedKeys !== undefined && { dropped_keys: droppedKeys }),
      });
    }
    return answer;
  }

  /** A log that cannot be written to must not cost the visitor an answer. */
  function report(entry: LogEntry): void {
    try {
      log(entry);
    } catch {}
  }

  return {
    async close() {
      await Promise.all(served.map(({ turns }) => turns.drain()));
    },
    async fetch(request, env) {
      const startedAt = now();
      const address = addresses.read(request, env);
      const exchange: Exchange = { requestId: crypto.randomUUID(), route: 'other', address };
      const answer = await routes.fetch(request, exchange);
      if (exchange.agent) addresses.watch(request, env);
      return finish(request, answer, exchange, startedAt);
    },
  };
}

/** Path and query, in characters. */
const longestPath = 1024;

/** The paths, each with its methods. What throws below is answered here, in the one shape of problems. */
function createRoutes(settings: ResolvedOptions, served: ServedAgent[], pass: FloodGate) {
  const { basePath, files, site } = settings;
  const app = new Hono<{ Bindings: Exchange }>().basePath(basePath);

  app.use(async ({ req }, next) => {
    // Nothing that is served here has a longer name.
    if (req.url.length - new URL(req.url).origin.length > longestPath) throw new ProblemError('not_found');
    await next();
  });

  // Hono hands only instances of Error to onError, and a provider of files may throw anything.
  app.use(async (_, next) => {
    await next().catch((error: unknown) => {
      throw error instanceof Error ? error : new Error('not an Error', { cause: error });
    });
  });

  for (const { agent, turns } of served) {
    const operations = ['create', 'respond', ...(agent.close ? ['close' as const] : [])] as const;
    for (const operation of operations) {
      app.all(`${agent.alias === undefined ? '' : `/${agent.alias}`}/chat/${operation}`, ({ req, env }) => {
        env.agent = agent;
        env.route = req.method === 'OPTIONS' ? 'preflight' : operation;
        pass(env);
        if (req.method === 'OPTIONS')
          return toPreflightAnswer(req.header('access-control-request-headers') ?? null);
        refuseUnless(req.method, ['POST', 'OPTIONS']);
        if (!agent.isAllowed(req.header('origin') ?? null)) throw new ProblemError('origin_not_allowed');
        return turns[operation](req.raw, env);
      });
    }
  }

  app.all('/healthz', ({ req, env }) => {
    if (!isReading(req.method)) pass(env);
    refuseUnless(req.method, ['GET', 'HEAD']);
    env.route = 'health';
    const isHealthy = settings.isHealthy();
    return new Response(isHealthy ? 'ok' : 'too busy', {
      status: isHealthy ? 200 : 503,
      headers: { 'Content-Type': 'text/plain; charset=utf-8' },
    });
  });

  app.notFound(async ({ req, env }: Context<{ Bindings: Exchange }>) => {
    const path = toLocalPath(req.path, basePath);
    const isWidget = isWidgetPath(path);
    const isRead = isReading(req.method);
    const file = isWidget ? await files(path) : isRead ? await site(path) : undefined;
    if (file && isRead) pass(env, 'file');
    else pass(env);
    if (!file) throw new ProblemError('not_found');
    refuseUnless(req.method, ['GET', 'HEAD']);
    const answer = await toFileAnswer(req.raw, file, isWidget ? toWidgetHeaders(path) : siteHeaders);
    env.route = 'file';
    return answer;
  });

  app.onError((error, { env }) => {
    if (!(error instanceof ProblemError)) tellMishap(settings.warn, error, env.requestId);
    const { code, status, body, headers } = toProblem(error, env.requestId);
    env.code = code;
    return new Response(body, { status, headers });
  });
  return app;
}

function isReading(method: string): boolean {
  return method === 'GET' || method === 'HEAD';
}

function refuseUnless(method: string, allowed: string[]): void {
  if (!allowed.includes(method)) throw new ProblemError('method_not_allowed', { allow: allowed.join(', ') });
}

/** The path below the base path; the base path itself means its index. */
function toLocalPath(path: string, basePath: string): string {
  const local = basePath === '/' ? path : path.startsWith(`${basePath}/`) ? path.slice(basePath.length) : '';
  return local === '/' ? '/index.html' : local;
}
