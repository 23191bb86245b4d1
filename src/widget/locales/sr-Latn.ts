export { default } from './hr.ts';
