// `parley-chat check`: each agent is asked for one conversation, the store for its time, and all that is found is told.
import { checkUpstream } from './check.ts';
import { exitConfig, readConfiguration, type Surroundings } from './configuration.ts';
import { readSettings } from './settings.ts';
import { platformTimer, sleep } from './timer.ts';

/** How long the store may take to be connected to, in milliseconds. */
const storePatienceMs = 2000;

/** What is wrong with the rest of the environment is told too, but is no fault: an account can be tried before all else. */
export async function runCheck(at: Surroundings): Promise<number> {
  // Pages and secrets have no part in it, so the demo's own will do.
  const settings = await readConfiguration(at, { demo: true });
  const agents = Object.entries(settings?.agents ?? {});
  // Without any account there is nothing to check: then all that is missing is told.
  if (settings && !settings.upstream && agents.length === 0) await readConfiguration(at);
  let isAllWell = settings !== undefined && (settings.upstream !== undefined || agents.length > 0);
  if (!settings || !isAllWell) return exitConfig;
  const upstreams = agents.map(([alias, { upstream }]) => ({ prefix: `${alias}: `, upstream }));
  if (settings.upstream) upstreams.unshift({ prefix: '', upstream: settings.upstream });
  for (const { prefix, upstream } of upstreams) {
    const timeoutMs = Math.min(settings.firstByteTimeoutMs, settings.upstreamTimeoutMs);
    const { isWell, lines } = await checkUpstream({
      upstream,
      timeoutMs,
      ...(at.fetch && { fetch: at.fetch }),
    });
    for (const line of lines) (isWell ? at.print : at.warn)(`${prefix}${line}`);
    isAllWell &&= isWell;
  }
  if (settings.storeUrl) isAllWell = (await checkStore(at, settings.storeUrl)) && isAllWell;
  for (const line of readSettings(at.env).faults) at.warn(`The relay would not start: ${line}`);
  return isAllWell ? 0 : 1;
}

async function checkStore(at: Surroundings, url: string): Promise<boolean> {
  const { createRedisStore } = await import('./redis/redis-store.ts');
  const reasons: string[] = [];
  const store = createRedisStore({ url, warn: (line) => reasons.push(line) });
  const until = performance.now() + storePatienceMs;
  const isThere = () =>
    store.ping().then(
      () => true,
      () => false,
    );
  let isWell = await isThere();
  while (!isWell && performance.now() < until) {
    await sleep(platformTimer, 50);
    isWell = await isThere();
  }
  await store.close();
  if (isWell) at.print('The store answers.');
  else at.warn(`STORE_URL: ${reasons[0] ?? 'the store does not answer.'}`);
  return isWell;
}
