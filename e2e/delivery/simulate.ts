// A run of many senders against relays that fail, and the history that comes of it.
import { createFaults, type FaultShares, stormy } from './faults.ts';
import type { History, Told } from './history.ts';
import { createRecorder, type Recorder } from './recorder.ts';
import { type Line, sendAll } from './sender.ts';

/** Relays with the way to them, and the agent behind them. */
export interface World {
  line: Line;
  /** Kills the relay whose turn it is and starts it anew. */
  restart(): Promise<void>;
  /** Ends everything, once what is under way has come to rest. */
  close(): Promise<void>;
}

export interface WorldOptions {
  seed: number;
  recorder: Recorder;
  /** What befalls this attempt on its way to the relay. */
  faultOf: (message: string) => ReturnType<ReturnType<typeof createFaults>['ofLink']>;
}

export interface SimulationOptions<W extends World = World> {
  seed: number;
  /** @default stormy */
  faultShares?: FaultShares;
  /** @default true */
  keyed?: boolean;
  /** How many messages all senders send together in a round. @default 200 */
  messages?: number;
  /** How often all of it is done, in new conversations each time. @default 1 */
  rounds?: number;
  /** @default 40 */
  senders?: number;
  /** @default 10 */
  conversations?: number;
  /** What else happens meanwhile, spread evenly over the messages. @default a relay dies once and comes back */
  incidents?: ((world: W) => Promise<void>)[];
  /** How long a sender that sleeps before an attempt sleeps, in milliseconds. @default it never does */
  sleepMs?: number;
  /** How long each message is tried, in milliseconds. @default the sender's own patience */
  patienceMs?: number;
}

/** The history of one seed, and how often each fault struck. */
export interface Run extends History {
  struck: Record<string, number>;
}

/** An incident: a relay dies and comes back. */
export const death = ({ restart }: World) => restart();

export async function simulate<W extends World>(
  createWorld: (options: WorldOptions) => Promise<W>,
  options: SimulationOptions<W>,
): Promise<Run> {
  const { seed, faultShares = stormy, keyed = true, sleepMs = 0, patienceMs } = options;
  const { messages = 200, senders = 40, conversations = 10, rounds = 1, incidents = [death] } = options;
  const faults = createFaults(seed, faultShares);
  const recorder = createRecorder(faults);
  const world = await createWorld({ seed, recorder, faultOf: faults.ofLink });
  const told: Told[] = [];
  const happened: Promise<void>[] = [];
  recorder.onSend = (count) => {
    const incident = incidents[happened.length];
    if (!incident || count < ((happened.length + 1) * rounds * messages) / (incidents.length + 1)) return;
    happened.push(incident(world));
  };

  async function runRound(round: number): Promise<void> {
    const open: Place[] = [];
    while (open.length < conversations) open.push(await openConversation(world.line, recorder));
    const openers = Math.ceil(senders / 10);
    const shares = share(messages - openers, senders - openers);
    await Promise.all(
      Array.from({ length: senders }, (_, index) => {
        const name = `${rounds > 1 ? `r${round}` : ''}s${index + 1}`;
        // The last few begin a conversation of their own with what they have to say.
        const count = shares[index] ?? 1;
        const userId = toUserId(round * senders + index);
        const conversation =
          index < shares.length ? (open[index % conversations] as Place) : { id: `user ${userId}`, userId };
        return sendAll(
          {
            name,
            conversation,
            messages: Array.from({ length: count }, (_, place) => `${name}.${place + 1} @${seed}`),
            keyed,
            line: world.line,
            seed,
            sleepMs,
            ...(patienceMs !== undefined && { patienceMs }),
          },
          (entry) => told.push(entry),
        );
      }),
    );
  }

  for (let round = 0; round < rounds; round += 1) await runRound(round);
  await Promise.all(happened);
  await world.close();
  return { sends: recorder.sends, told, struck: { ...faults.struck, incidents: happened.length } };
}

interface Place {
  /** As the agent calls the conversation. */
  id: string;
  /** As the relay does. */
  token: string;
}

async function openConversation({ post }: Line, { ids }: Recorder): Promise<Place> {
  const body = { user_id: toUserId(1_000_000 + ids.length), message: '', metadata: {} };
  let answer: Response | undefined;
  // On a busy machine even a relay that nothing befalls may be late.
  while (!answer?.ok)
    [answer] = await post({ operation: 'create', headers: {}, body, message: '', number: 1 });
  const { conversation_id: token } = (await answer.json()) as { conversation_id: string };
  return { id: ids.at(-1) ?? '', token };
}

function toUserId(number: number): string {
  return `71c21b7c-5fa3-4c0d-bd4f-${String(number).padStart(12, '0')}`;
}

/** So many things, shared out as evenly as can be. */
function share(count: number, among: number): number[] {
  return Array.from({ length: among }, (_, index) => Math.floor((count + index) / among));
}
