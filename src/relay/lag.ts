// Whether the process gets to its work: one that is kept from it for a second answers no visitor either.
import { platformTimer, type SetTimer } from './timer.ts';

export interface LagWatch {
  /** False while nothing has been done for a second, and for five seconds after. */
  isWell(): boolean;
  stop(): void;
}

export interface LagWatchOptions {
  /** A clock that nobody sets, in milliseconds. @default performance.now */
  now?: () => number;
  /** @default setTimeout */
  setTimer?: SetTimer;
}

const tickMs = 250;
const tooLateMs = 1000;
/** A question is only answered when the process is back at work, so what was has to be remembered for a while. */
const rememberedMs = 5000;

export function createLagWatch(options: LagWatchOptions = {}): LagWatch {
  const { now = () => performance.now(), setTimer = platformTimer } = options;
  let dueMs = now() + tickMs;
  let wellFromMs = 0;

  function look(): void {
    if (now() - dueMs >= tooLateMs) wellFromMs = now() + rememberedMs;
  }
  function tick(): void {
    look();
    dueMs = now() + tickMs;
    cancel = setTimer(tick, tickMs);
  }
  let cancel = setTimer(tick, tickMs);

  return {
    isWell() {
      look();
      return now() >= wellFromMs;
    },
    stop: () => cancel(),
  };
}
