export { default } from './nb.ts';
