// A key that stands in a page belongs to everyone who opens it. Whoever put it there is told, and where it should be.
import { reportMistake } from './report-mistake.ts';

/** As the relay's settings are called, and as people would call them. */
const secret = /api.?key|secret|token|polyai/i;

/** Looks at what is written on the chat's element and on the tag that brought it. */
export function reportSecrets(host: HTMLElement): void {
  const tags = Array.from(document.scripts).filter(
    ({ src, dataset }) => /parley/.test(src) || dataset['relay'],
  );
  for (const node of [host, ...tags])
    for (const attribute of node.getAttributeNames().filter((name) => secret.test(name)))
      reportMistake(
        `Parley: ${attribute} can be read by everyone who opens this page. Take it away, have PolyAI make a new one, and give that to the relay alone`,
      );
}
