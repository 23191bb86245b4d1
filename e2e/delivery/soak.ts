// A long history, and its figures: `npm run soak`, with `SOAK_TURNS` messages (100000 unless told otherwise).
import { hasRedis, startRedis } from '../support/redis.ts';
import { stormy } from './faults.ts';
import { checkHistory, countHistory } from './history.ts';
import { death, simulate, type WorldOptions } from './simulate.ts';
import { buildRelayProcess } from './spawn-relay.ts';
import { createProcessWorld, type ProcessWorld } from './world-of-processes.ts';

/** So few to a round that no conversation grows long. */
const messages = 1000;
const incidentEvery = 1000;

const nothing = () => Promise.resolve();

/** Runs the soak and prints its figures. @returns whether every promise was kept */
async function soak(turns: number, seed: number): Promise<boolean> {
  const redis = hasRedis ? await startRedis() : undefined;
  const { path, remove } = await buildRelayProcess();
  const startedAt = performance.now();
  const memoryBytes: number[] = [];
  const relays = redis ? 3 : 1;
  const note = async (world: ProcessWorld) => void memoryBytes.push((await world.readMemory()) / relays);
  const createWorld = async (options: WorldOptions) => {
    const world = await createProcessWorld({ path, count: relays, ...(redis && { storeUrl: redis.url }) })(
      options,
    );
    return { ...world, close: () => note(world).then(world.close) };
  };
  const rounds = Math.ceil(turns / messages);
  // A relay that is killed takes its memory with it: in the second half they live, and show whether it grows.
  const count = Math.floor(turns / incidentEvery);
  const incidents = Array.from({ length: count }, (_, index) => {
    if (index < count / 2) return death;
    return index % Math.ceil(count / 10) === 0 ? note : nothing;
  });
  const history = await simulate(createWorld, {
    seed,
    messages,
    rounds,
    faultShares: { ...stormy, agent: { ...stormy.agent, refused: 0, hang: 0.003 } },
    incidents,
    patienceMs: 10_000,
  });
  await redis?.kill();
  await remove();

  const { broken, ...counts } = countHistory(history);
  const seconds = (performance.now() - startedAt) / 1000;
  const toMiB = (bytes = 0) => `${(bytes / 2 ** 20).toFixed(0)} MiB`;
  const figures: [string, string | number][] = [
    ['seed', seed],
    ['relays', redis ? '3 processes and one Redis' : '1 process with its store in memory'],
    ['turns', counts.messages],
    ['calls at the agent', counts.sends],
    ['answered', counts.answered],
    ['told as unknown', counts.unknown],
    ['told as not sent', counts.not_sent],
    ['relays killed', incidents.filter((incident) => incident === death).length],
    ...Object.entries(history.struck).filter(([kind]) => kind !== 'incidents'),
    ['duplicates', broken.duplicate ?? 0],
    ['lost in silence', (broken.silent_loss ?? 0) + (broken.false_not_sent ?? 0)],
    ['wrong answers', (broken.wrong_answer ?? 0) + (broken.crossed ?? 0)],
    ['out of order', broken.out_of_order ?? 0],
    ['two at once', broken.overlap ?? 0],
    ['wall time', `${seconds.toFixed(0)} s, ${(counts.messages / seconds).toFixed(0)} turns/s`],
    ['memory of a relay', memoryBytes.map(toMiB).join(', ')],
  ];
  for (const [name, value] of figures) console.log(`${name.padEnd(20)} ${value}`);
  const violations = checkHistory(history);
  for (const { broken: kind, detail } of violations.slice(0, 20)) console.log(`${kind}: ${detail}`);
  return violations.length === 0;
}

const { SOAK_TURNS: turns = '100000', SEED: seed = '1' } = process.env;
// Of itself, Node 20 may spin for ever here: it closes what so many connections and processes have left.
process.exit((await soak(Number(turns), Number(seed))) ? 0 : 1);
