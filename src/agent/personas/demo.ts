// The demo page's agent: it greets and answers about returns in the seed's own words, and knows the shop. Data only.
import type { Persona } from '../persona.ts';
import { seed } from './seed.ts';
import { shop } from './shop.ts';

const returns = seed.topics.filter(({ words }) => words.includes('return'));

export const demo: Persona = { ...shop, greeting: seed.greeting, topics: [...returns, ...shop.topics] };
