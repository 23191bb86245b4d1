// What became of a message that did not get through, and the name of what helps: shown below it, and spoken once.
import { isOver, type VisitorMessage } from '../conversation/state.ts';
import type { Labels } from './labels.ts';

export function describeFailure(
  { delivery, failure }: VisitorMessage,
  labels: Labels,
): [problem: string, action: string] {
  const { code } = failure ?? { code: 'unconfirmed' };
  if (delivery === 'failed')
    return [`${labels.notSent} ${labels.errors[code]}`, isOver(code) ? labels.restart : labels.retry];
  // Whatever came in between, all that counts is that nobody knows.
  return [labels.errors[code === 'timeout' ? code : 'unconfirmed'], labels.sendAgain];
}
