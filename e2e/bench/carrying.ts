// What a turn costs on its way through the relay, beside the same turn straight to the agent and through an nginx that
// only adds the key: what people would use instead. All of them in one run, in turns, each a process of its own.
import { connect, type Socket } from 'node:net';
import { cpus } from 'node:os';
import { canaries, startFleet } from '../deploy/fleet.ts';
import { type BuiltCommand, buildCommand } from '../deploy/spawn-command.ts';
import { hasNginx, startNginx } from '../support/nginx.ts';
import { hasRedis } from '../support/redis.ts';
import { keepPace, percentile, race, type Sample, type Target } from './load.ts';
import { measureMemory } from './memory.ts';
import {
  type BenchRelay,
  readFigure,
  startAgent,
  startRelay,
  toMiB,
  toTarget,
  toVerdict,
} from './processes.ts';

const agentMs = 20;
const perSecond = 200;
const rounds = 4;
const roundSeconds = 2;
const path = '/v1/account/project';
const keys = { 'x-api-key': canaries.apiKey, 'x-token': canaries.token };
/** In the figures of processes that are shared with others, the fastest of three is what the code takes. */
const races = 3;

const toDirect = (name: string, url: string, headers = {}): Target => ({
  name,
  url: `${url}${path}/chat/respond`,
  headers,
  conversations: Array.from({ length: 100 }, () => 'WEBCHAT_bench'),
});

/** An nginx that adds the key and does nothing else. */
async function startKeyAdder(agentPort: number) {
  return startNginx({
    http: `upstream agent { server 127.0.0.1:${agentPort}; keepalive 64; }`,
    server: `location / {
  proxy_pass http://agent;
  proxy_http_version 1.1;
  proxy_set_header Connection "";
  proxy_set_header X-Api-Key ${canaries.apiKey};
  proxy_set_header X-Token ${canaries.token};
}`,
  });
}

/** How many cores of this machine have had nothing to do so far, in seconds of one. */
const readIdle = () => cpus().reduce((sum, { times }) => sum + times.idle / 1000, 0);

/** Each target in turn, again and again, so that whatever else the machine does befalls all of them. */
async function compareTargets(targets: Target[], pace: number): Promise<Sample[][]> {
  const samples = targets.map((): Sample[] => []);
  for (let round = -1; round < rounds; round += 1) {
    for (const [index, target] of targets.entries()) {
      const taken = await keepPace(target, pace, roundSeconds);
      if (round >= 0) samples[index]?.push(...taken);
    }
  }
  return samples;
}

/** What may come on top of a call straight to the agent, in milliseconds, at the median and of the slowest of a hundred. */
const target = { median: 3, p99: 25 };

/** @param isJudged whether it is the relay's, which has a target */
function describe({ name }: Target, samples: Sample[], direct: Sample[], isJudged: boolean): string {
  const toAdded = (share: number) => percentile(samples, share) - percentile(direct, share);
  const tell = (share: number) => {
    const added = toAdded(share);
    const sign = added < 0 ? '' : '+';
    return `${percentile(samples, share).toFixed(1)} ms${samples === direct ? '' : ` (${sign}${added.toFixed(1)})`}`;
  };
  const failed = samples.filter(({ isAnswered }) => !isAnswered).length;
  const isMet = toAdded(0.5) <= target.median && toAdded(0.99) <= target.p99 && failed === 0;
  const line = `${name.padEnd(44)} median ${tell(0.5).padEnd(18)} p99 ${tell(0.99).padEnd(18)} ${failed} of ${samples.length} failed`;
  return isJudged ? `${line}  ${toVerdict(isMet)}` : line;
}

function describeAll(targets: Target[], samples: Sample[][]): string[] {
  const [direct = []] = samples;
  return targets.map((one, index) =>
    describe(one, samples[index] ?? [], direct, index > 0 && index === targets.length - 1),
  );
}

async function measurePace(command: BuiltCommand): Promise<string[]> {
  const agent = await startAgent(agentMs);
  const relay = await startRelay(command, agent.url);
  const nginx = hasNginx ? await startKeyAdder(agent.port) : undefined;
  const targets = [
    toDirect('straight to the agent', agent.url, keys),
    ...(nginx ? [toDirect('through nginx that adds the key', nginx.url)] : []),
    await toTarget('through the relay', relay.url),
  ];
  const samples = await compareTargets(targets, perSecond);
  const lines = [
    `At ${perSecond} turns/s, of which the agent takes ${agentMs} ms (target: at most +${target.median} ms and +${target.p99} ms)`,
    ...describeAll(targets, samples),
  ];
  lines.push(await measureCrowd(relay, targets.at(-1)));
  await nginx?.close();
  await relay.stop();
  agent.stop();
  return lines;
}

/** H-3: how a turn fares among 2,000 connections that say nothing and 200 that say it slowly. */
async function measureCrowd(relay: BenchRelay, through: Target | undefined): Promise<string> {
  if (!through) return '';
  const sockets = await Promise.all(
    Array.from(
      { length: 2200 },
      (_, index) =>
        new Promise<Socket>((resolve, reject) => {
          const socket = connect(relay.port, '127.0.0.1', () => resolve(socket)).on('error', reject);
          if (index < 200) socket.write('POST /chat/create HTTP/1.1\r\nHost: x\r\n');
        }),
    ),
  );
  const trickle = setInterval(() => {
    for (const socket of sockets.slice(0, 200)) if (socket.writable) socket.write('A: b\r\n');
  }, 500);
  const samples = await keepPace(through, 50, 4);
  const bytes = await relay.read('process_resident_memory_bytes');
  clearInterval(trickle);
  for (const socket of sockets) socket.destroy();
  const p99 = percentile(samples, 0.99);
  return `${'among 2,200 idle and slow connections'.padEnd(44)} p99 ${p99.toFixed(1)} ms, ${toMiB(bytes)} (target 250 ms, 150 MiB)  ${toVerdict(p99 <= 250 && bytes <= 150 * 2 ** 20)}`;
}

async function measureCapacity(command: BuiltCommand): Promise<string[]> {
  const agent = await startAgent(0);
  const relay = await startRelay(command, agent.url);
  const nginx = hasNginx ? await startKeyAdder(agent.port) : undefined;
  const through = await toTarget('the relay', relay.url, 64);
  const beside = nginx && { ...toDirect('nginx', nginx.url), conversations: through.conversations };
  let failures = 0;
  const lines: string[] = [];
  const rates: { relay: number; perCpu: number; nginx: number }[] = [];
  await race(through, 2000);
  for (let round = 0; round < races; round += 1) {
    const cpuBefore = await relay.read('process_cpu_seconds_total');
    const { seconds, failed } = await race(through, 5000);
    const cpuSeconds = (await relay.read('process_cpu_seconds_total')) - cpuBefore;
    failures += failed;
    const other = beside ? 5000 / (await race(beside, 5000)).seconds : NaN;
    rates.push({ relay: 5000 / seconds, perCpu: 5000 / cpuSeconds, nginx: other });
  }
  const best = (pick: (rate: (typeof rates)[number]) => number) => Math.max(...rates.map(pick));
  lines.push(
    `As fast as they go, 64 at once: ${best((rate) => rate.relay).toFixed(0)} turns/s, or ${best((rate) => rate.perCpu).toFixed(0)} for each second of one core, ${failures} failed (target 1000, none)  ${toVerdict(best((rate) => rate.perCpu) >= 1000 && failures === 0)}`,
  );
  if (beside)
    lines.push(
      `nginx that adds the key: ${best((rate) => rate.nginx).toFixed(0)} turns/s, ${(best((rate) => rate.nginx) / best((rate) => rate.relay)).toFixed(1)} times as many`,
    );
  await nginx?.close();
  await relay.stop();
  agent.stop();
  return lines;
}

async function measureFleet(command: BuiltCommand): Promise<string[]> {
  if (!hasNginx || !hasRedis) return [];
  const agent = await startAgent(agentMs);
  const fleet = await startFleet(command, agent.url);
  const targets = [
    toDirect('straight to the agent', agent.url, keys),
    await toTarget('two relays on one Redis, behind nginx', fleet.url, 200),
  ];
  const samples = await compareTargets(targets, perSecond * 2);
  const [, through] = targets;
  const readCpu = () =>
    Promise.all(fleet.relays.map(({ adminUrl }) => readFigure(adminUrl, 'process_cpu_seconds_total')));
  const [cpuBefore, idleBefore, startedAt] = [await readCpu(), readIdle(), performance.now()];
  if (through) await keepPace(through, perSecond * 2, roundSeconds * 2);
  const seconds = (performance.now() - startedAt) / 1000;
  const shares = (await readCpu()).map((cpu, index) => (cpu - (cpuBefore[index] ?? 0)) / seconds);
  const idle = (readIdle() - idleBefore) / seconds;
  await fleet.close();
  agent.stop();
  return [
    `At ${perSecond * 2} turns/s (target: as before)`,
    ...describeAll(targets, samples),
    // Where nothing is idle, it is the machine that stops them, and who else is at work there.
    `Meanwhile each relay takes ${shares.map((share) => share.toFixed(2)).join(' and ')} of a core; of ${cpus().length} cores ${idle.toFixed(2)} are idle`,
  ];
}

/** @param turns over how many memory is watched */
export async function measureCarrying(turns: number): Promise<string[]> {
  const command = await buildCommand();
  const lines = [
    ...(await measurePace(command)),
    ...(await measureFleet(command)),
    ...(await measureCapacity(command)),
    ...(await measureMemory(command, turns)),
  ];
  await command.remove();
  return lines;
}
