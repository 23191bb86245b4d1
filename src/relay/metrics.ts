// The relay's figures in Prometheus' words. Labels come from closed sets alone: no address, origin, user or text. Node only.
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { LogEntry } from './log-entry.ts';
import type { BreakerState, RelayEvent } from './relay-event.ts';
import type { StoreWatch } from './watched-store.ts';

export interface Metrics extends StoreWatch {
  /** Counts a request by what the log says of it. */
  note(entry: LogEntry): void;
  observe(event: RelayEvent): void;
  /** A client went away before its answer. */
  countAborted(): void;
  /** Everything in the text format of Prometheus, version 0.0.4. */
  read(): Promise<string>;
  readonly contentType: string;
}

const breakerLevels: Record<BreakerState, number> = { closed: 0, probing: 1, open: 2 };
/** From a refusal to the longest patience with an agent, in seconds. */
const requestBuckets = [0.005, 0.025, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 25, 60];
const storeBuckets = [0.0001, 0.0005, 0.001, 0.005, 0.025, 0.1, 0.2, 1];
/** Gauges that are named like counters, which Prometheus' own linter objects to. */
const misnamed = [
  'nodejs_active_handles_total',
  'nodejs_active_requests_total',
  'nodejs_active_resources_total',
];

const toLabels = (agent: string | undefined) => (agent === undefined ? {} : { agent });

/** @param agents their aliases; undefined for the one without */
export function createMetrics(agents: readonly (string | undefined)[], now = () => Date.now()): Metrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  for (const name of misnamed) registry.removeSingleMetric(name);

  function count<T extends string>(name: string, help: string, labelNames: T[] = []): Counter<T> {
    return new Counter({ name, help, labelNames, registers });
  }
  function gauge<T extends string>(name: string, help: string, labelNames: T[] = []): Gauge<T> {
    return new Gauge({ name, help, labelNames, registers });
  }
  function time<T extends string>(name: string, help: string, labelNames: T[], buckets: number[]) {
    return new Histogram({ name, help, labelNames, buckets, registers });
  }

  const requests = count('relay_requests_total', 'Requests to the API, by what came of them.', [
    'route',
    'code',
  ]);
  const requestSeconds = time('relay_request_seconds', 'Until the answer.', ['route'], requestBuckets);
  const replays = count('relay_replays_total', 'Requests that were given the answer to an earlier one.');
  const unknown = count('relay_unknown_total', 'Messages of which nobody knows whether they arrived.');
  const sends = count('relay_upstream_sends_total', 'Calls to the agent.', ['op']);
  const upstreamSeconds = time(
    'relay_upstream_seconds',
    'How long the agent took, by what came of the call.',
    ['op', 'outcome'],
    requestBuckets,
  );
  const retries = count('relay_retries_total', 'Calls that were tried again, by the reason.', ['reason']);
  const inFlight = gauge('relay_in_flight', 'Turns under way.', ['agent']);
  const queue = gauge('relay_queue', 'Turns that wait for their place in a conversation.');
  const breaker = gauge(
    'relay_breaker_state',
    '0: the agent is asked as ever. 1: one call probes. 2: none.',
    ['agent'],
  );
  const limited = count('relay_limited_total', 'Requests refused by a limit, by which.', ['bucket']);
  const budgetDays = new Map<string | undefined, number>();
  const budget = new Gauge({
    name: 'relay_budget_used',
    help: 'Turns of the day’s budget that are used.',
    labelNames: ['agent'],
    registers,
    collect() {
      // The day ends whether or not somebody writes.
      for (const [agent, endsAtMs] of budgetDays) if (now() >= endsAtMs) this.set(toLabels(agent), 0);
    },
  });
  const storeSeconds = time('relay_store_seconds', 'How long the store took.', ['op'], storeBuckets);
  const finishFailed = count('relay_store_finish_failed_total', 'Ends of turns that the store did not take.');
  const seals = count('relay_token_seals_total', 'Conversations sealed, by the secret’s id.', ['kid']);
  const rejects = count('relay_token_rejects_total', 'Tokens refused, by the reason.', ['reason']);
  const dropped = count('relay_metadata_keys_dropped_total', 'Names of metadata that the page may not give.');
  const aborted = count('relay_clients_aborted_total', 'Clients that left before their answer.');

  // What has not happened yet is told as such.
  for (const agent of agents) for (const one of [inFlight, breaker]) one.set(toLabels(agent), 0);

  function observe(event: RelayEvent): void {
    const labels = toLabels(event.agent);
    switch (event.event) {
      case 'send':
        return sends.inc({ op: event.operation });
      case 'answer':
        return upstreamSeconds.observe({ op: event.operation, outcome: event.outcome }, event.ms / 1000);
      case 'retry':
        return retries.inc({ reason: event.reason });
      case 'unknown':
        return unknown.inc();
      case 'breaker':
        return breaker.set(labels, breakerLevels[event.state]);
      case 'turns':
        return inFlight.set(labels, event.underWay);
      case 'seal':
        return seals.inc({ kid: event.secretId });
      case 'token_refused':
        return rejects.inc({ reason: event.reason });
      case 'budget':
        budgetDays.set(event.agent, event.endsAtMs);
        return budget.set(labels, event.used);
      default:
        return event satisfies never;
    }
  }

  return {
    note({ route, code = 'ok', ms, replayed, limit, dropped_keys = 0 }) {
      dropped.inc(dropped_keys);
      if (limit) limited.inc({ bucket: limit });
      requests.inc({ route, code });
      requestSeconds.observe({ route }, ms / 1000);
      if (replayed) replays.inc();
    },
    observe,
    countAborted: () => aborted.inc(),
    onDone: (op, seconds) => storeSeconds.observe({ op }, seconds),
    onFinishFailed: () => finishFailed.inc(),
    onQueue: (waiting) => queue.set(waiting),
    read: () => registry.metrics(),
    contentType: registry.contentType,
  };
}
