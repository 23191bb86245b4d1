export { default } from './pt-PT.ts';
