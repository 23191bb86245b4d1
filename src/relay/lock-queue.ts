// Locks within one process: whoever comes first is served first, nobody waits for ever, and none is held for ever.
import type { LockOptions } from './store.ts';
import type { SetTimer } from './timer.ts';

export interface LockQueue {
  lock(name: string, owner: string, options: LockOptions): Promise<'ok' | 'busy' | 'timeout'>;
  /** False where the lock is not this owner's. */
  unlock(name: string, owner: string): boolean;
}

interface Waiter {
  owner: string;
  leaseMs: number;
  grant: () => void;
}

interface Held {
  owner: string;
  cancelLease: () => void;
  waiters: Waiter[];
}

export function createLockQueue(setTimer: SetTimer): LockQueue {
  const locks = new Map<string, Held>();

  function hold(name: string, owner: string, leaseMs: number, waiters: Waiter[]): void {
    const held: Held = { owner, waiters, cancelLease: setTimer(() => passOn(name, held), leaseMs) };
    locks.set(name, held);
  }

  function passOn(name: string, { waiters, cancelLease }: Held): void {
    cancelLease();
    locks.delete(name);
    const next = waiters.shift();
    if (!next) return;
    hold(name, next.owner, next.leaseMs, waiters);
    next.grant();
  }

  return {
    lock(name, owner, { leaseMs, waitMs, maxWaiters }) {
      const held = locks.get(name);
      if (!held) {
        hold(name, owner, leaseMs, []);
        return Promise.resolve('ok');
      }
      const { waiters } = held;
      if (waiters.length >= maxWaiters) return Promise.resolve('busy');
      return new Promise((resolve) => {
        const cancel = setTimer(() => {
          waiters.splice(waiters.indexOf(waiter), 1);
          resolve('timeout');
        }, waitMs);
        const waiter: Waiter = {
          owner,
          leaseMs,
          grant() {
            cancel();
            resolve('ok');
          },
        };
        waiters.push(waiter);
      });
    },
    unlock(name, owner) {
      const held = locks.get(name);
      if (held?.owner !== owner) return false;
      passOn(name, held);
      return true;
    },
  };
}
